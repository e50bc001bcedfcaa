package io.millrace.job.record;

import io.millrace.media.Payload;

/**
 * One ingest record, checked at the door.
 *
 * @param stream valid id
 * @param ingestTime milliseconds since 1970 UTC
 * @param data the session's next bytes; empty for a command
 */
public record Arrival(
    String stream,
    long session,
    long sequence,
    long ingestTime,
    Kind kind,
    Payload data,
    Position position) {
  /** What the publisher says with it. */
  public enum Kind {
    CHUNK,
    END
  }
}
