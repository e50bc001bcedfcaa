package io.millrace.demux.flv;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Bytes that wait for more: they go in at one end and out at the other. What was handed out as a
 * view is never written over. Memory follows the bytes that really came, and each byte is copied a
 * bounded number of times, however little is added at once.
 */
final class HeldBytes {
  /** Up to here the wanted length is believed, so that an honest tag is copied once. */
  private static final int TRUSTED_BYTES = 1 << 20;

  private static final byte[] NONE = new byte[0];

  private byte[] array = NONE;
  private int start;
  private int end;

  int length() {
    return end - start;
  }

  boolean isEmpty() {
    return end == start;
  }

  /** A view of all of them. */
  Payload view() {
    return Payload.of(array, start, length());
  }

  /**
   * Takes bytes from {@code source}, starting at {@code from}, until there are {@code wanted}.
   *
   * @return bytes taken
   */
  int fill(Payload source, int from, int wanted) {
    int taken = Math.min(wanted - length(), source.length() - from);
    if (taken <= 0) {
      return 0;
    }
    if (taken > array.length - end) {
      grow(length() + taken, wanted);
    }
    source.slice(from, taken).copyTo(array, end);
    end += taken;
    return taken;
  }

  private void grow(int needed, int wanted) {
    int believed = Math.min(wanted, TRUSTED_BYTES);
    byte[] grown = new byte[Math.max(Math.max(needed, believed), 2 * length())];
    System.arraycopy(array, start, grown, 0, length());
    end -= start;
    start = 0;
    array = grown;
  }

  /** Lets the first {@code count} go. */
  void drop(int count) {
    start += count;
    if (start == end) {
      clear();
    }
  }

  void clear() {
    array = NONE;
    start = 0;
    end = 0;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, view());
  }

  static HeldBytes load(DataInput in, int maxBytes) throws IOException {
    HeldBytes held = new HeldBytes();
    held.array = SavedMedia.readPayload(in, maxBytes, "bytes of FLV tags").array();
    held.end = held.array.length;
    return held;
  }
}
