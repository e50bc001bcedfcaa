package io.millrace.libav;

import io.millrace.media.Payload;

/**
 * What is there of a stream: its beginning, and the newest bytes. Between the two may be a hole.
 *
 * @param head from byte 0
 * @param tailStart offset in the stream of the first byte of {@code tail}
 * @param tail up to the newest byte
 */
public record InputBytes(Payload head, long tailStart, Payload tail) {
  public InputBytes {
    if (tailStart < 0) {
      throw new IllegalArgumentException("Invalid input bytes: tail at %d".formatted(tailStart));
    }
  }

  /** Offset behind the newest byte. */
  public long end() {
    return tailStart + tail.length();
  }

  /**
   * Copies bytes from {@code position} on into {@code target}; 0 if there is none at it.
   *
   * @return how many, at most {@code target.length}
   */
  int read(long position, byte[] target, int max) {
    boolean inTail = position >= tailStart;
    Payload part = inTail ? tail : head;
    long from = inTail ? position - tailStart : position;
    if (from >= part.length()) {
      return 0;
    }
    int count = Math.min(max, part.length() - (int) from);
    part.slice((int) from, count).copyTo(target, 0);
    return count;
  }
}
