package io.millrace.job.record;

import io.millrace.wire.StreamEventKind;

/**
 * What happened to a stream, for the events topic.
 *
 * @param segment number of the segment it belongs to; {@link #NO_SEGMENT} for none
 * @param programDateTime milliseconds since 1970 UTC; {@link
 *     io.millrace.segment.SegmentUnit#NO_DATE} if unknown
 * @param detail one line for people
 */
public record Event(
    String stream, StreamEventKind kind, long segment, long programDateTime, String detail) {
  public static final long NO_SEGMENT = -1;

  private static final int DETAIL_CHARACTERS = 1000;

  public Event {
    detail = detail.substring(0, Math.min(DETAIL_CHARACTERS, detail.length()));
  }
}
