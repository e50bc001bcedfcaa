package io.millrace.ingest;

import io.millrace.media.Payload;

/**
 * One record of a stream, as the log has it.
 *
 * @param session of the publisher; a higher one takes over
 * @param sequence 0 for the first record of a session, then one more each
 * @param ingestTime when the bytes were received, milliseconds since 1970 UTC, or {@link
 *     io.millrace.segment.SegmentUnit#NO_DATE}
 * @param data the next bytes of the session; empty for a command
 * @param partition of the log in which it stands; {@link #NOWHERE} without a log
 * @param offset in that partition, or {@link #NOWHERE}
 */
public record IngestInput(
    long session,
    long sequence,
    long ingestTime,
    Kind kind,
    Payload data,
    int partition,
    long offset) {
  /** In place of a partition or an offset. */
  public static final int NOWHERE = -1;

  /** What a record says. */
  public enum Kind {
    CHUNK,
    END
  }

  public static IngestInput chunk(long session, long sequence, long ingestTime, Payload data) {
    return new IngestInput(session, sequence, ingestTime, Kind.CHUNK, data, NOWHERE, NOWHERE);
  }

  public static IngestInput end(long session, long sequence, long ingestTime) {
    return new IngestInput(
        session, sequence, ingestTime, Kind.END, Payload.EMPTY, NOWHERE, NOWHERE);
  }
}
