package io.millrace.ingest;

import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;

/** Takes what a {@link StreamIngest} makes of its records, in order. */
public interface IngestOutput {
  void onSegment(SegmentUnit unit);

  /**
   * A record, or the rest of one, was not used.
   *
   * @param record not always the one in hand: it may have been held until others came
   * @param byteOffset in the session's bytes; -1 where the record itself is the fault
   * @param reason one line: what, where, why
   */
  void onRejected(IngestInput record, long byteOffset, String reason);

  /**
   * A record, or the rest of one, was not used because the program failed at it.
   *
   * @param fault a {@link RuntimeException} that nobody foresaw, or a {@link StackOverflowError}
   */
  default void onFault(IngestInput record, Throwable fault) {
    onRejected(record, -1, "fault of the program: " + fault);
  }

  /**
   * Bytes of the session were missing or unreadable; reading went on behind them.
   *
   * @param byteOffset in the session's bytes; -1 where it is not known
   */
  void onLoss(long byteOffset, String reason);

  /** Something that people who watch the stream want to know. */
  void onEvent(SegmentEvent event, int count, String detail);
}
