package io.millrace.job.operator;

import io.millrace.job.record.Position;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private static final Map<Key, Integer> FAILURES =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  private final JobID job;

  PoisonRecords(JobID job) {
    this.job = job;
  }

  /** Whether the record at {@code position} must not be read again. */
  boolean isGivenUp(Position position) {
    synchronized (FAILURES) {
      return !FAILURES.isEmpty() && FAILURES.getOrDefault(new Key(job, position), 0) >= ATTEMPTS;
    }
  }

  /** Memory ran out while the record at {@code position} was read. */
  void failed(Position position) {
    synchronized (FAILURES) {
      FAILURES.merge(new Key(job, position), 1, Integer::sum);
    }
  }
}
