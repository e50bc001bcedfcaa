package io.millrace.job.operator;

import io.millrace.job.record.Position;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;

/**
 * Records that memory ran out over. What is read is bounded, so this is rarely a record's fault:
 * the task fails, starts again and reads it once more. A second time it is; then the record is left
 * out, for else the task would start again for ever. What is known outlives the task, not the
 * process.
 */
final class PoisonRecords {
  private static final int ATTEMPTS = 2;
  private static final int MAX_KNOWN = 1024;

  private record Key(JobID job, Position position) {}

  /** Of all tasks of this process. */
  private static final Map<Key, Integer> FAILURES = new ConcurrentHashMap<>();

  private final JobID job;

  PoisonRecords(JobID job) {
    this.job = job;
  }

  /** Whether the record at {@code position} must not be read again. */
  boolean isGivenUp(Position position) {
    return FAILURES.getOrDefault(new Key(job, position), 0) >= ATTEMPTS;
  }

  /** Memory ran out while the record at {@code position} was read. */
  void failed(Position position) {
    if (FAILURES.size() >= MAX_KNOWN) {
      FAILURES.clear(); // whoever is among them fails twice more
    }
    FAILURES.merge(new Key(job, position), 1, Integer::sum);
  }
}
