package io.millrace.job.record;

import io.millrace.media.Payload;

/**
 * Input that was not used, for the dead-letter topic.
 *
 * @param stream valid id, or empty where it is not known
 * @param byteOffset in the bytes of the session; {@link #WHOLE_RECORD} where the record itself is
 *     the fault
 * @param reason one line
 * @param head the record's first bytes
 */
public record Rejection(
    String stream, Position position, long byteOffset, String reason, Payload head) {
  public static final long WHOLE_RECORD = -1;

  /** Bytes of a record that are kept. */
  public static final int HEAD_BYTES = 1024;

  private static final int REASON_CHARACTERS = 1000;

  public Rejection {
    reason = reason.substring(0, Math.min(REASON_CHARACTERS, reason.length()));
    // A copy, so that 1 KB does not keep 8 MiB alive.
    head = head.slice(0, Math.min(HEAD_BYTES, head.length())).compact();
  }
}
