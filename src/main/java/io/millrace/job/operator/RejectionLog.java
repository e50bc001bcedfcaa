package io.millrace.job.operator;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/** Which rejections of one subtask are logged: no flood of them fills a disk. */
final class RejectionLog {
  /** Rejections that are logged one by one; then each thousandth. */
  private static final long ONE_BY_ONE = 100;

  private static final long THEN_EACH = 1000;

  private final Counter rejections;

  RejectionLog() {
    this(new SimpleCounter());
  }

  /**
   * @param rejections counts them
   */
  RejectionLog(Counter rejections) {
    this.rejections = rejections;
  }

  /** Counts one; true if it is to be logged. */
  boolean takes() {
    rejections.inc();
    return count() <= ONE_BY_ONE || count() % THEN_EACH == 0;
  }

  /** Rejections so far. */
  long count() {
    return rejections.getCount();
  }
}
