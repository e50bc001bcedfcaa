package io.millrace.ingest;

import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;

/** Takes what a {@link StreamIngest} makes of its records, in order. */
public interface IngestOutput {
  void onSegment(SegmentUnit unit);

  /**
   * A record, or the rest of one, was not used.
   *
   * @param byteOffset in the session's bytes; -1 where the record itself is the fault
   * @param reason one line: what, where, why
   */
  void onRejected(long byteOffset, String reason);

  /**
   * Bytes of the session were missing or unreadable; reading went on behind them.
   *
   * @param byteOffset in the session's bytes; -1 where it is not known
   */
  void onLoss(long byteOffset, String reason);

  /** Something that people who watch the stream want to know. */
  void onEvent(SegmentEvent event, int count, String detail);
}
