package io.millrace.demux.raw;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The bytes of a stream that nobody has taken yet, in one array however they came. Where nothing is
 * left of earlier chunks it is the chunk itself; otherwise what is left is copied, with as much of
 * the chunk as it takes to get past the seam.
 */
final class ByteWindow {
  private static final int STEP_BYTES = 4 << 10;
  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int start;
  private int end;

  /** Offset in the session of the first byte in the window. */
  private long byteOffset;

  /** The chunk of which {@link #copied} bytes are in the window, if the window is a copy. */
  private Payload chunk = Payload.EMPTY;

  private int copied;

  /** The array belongs to nobody else behind {@link #end}. */
  private boolean isCopy;

  /** A window that begins at {@code byteOffset} of the session. */
  static ByteWindow at(long byteOffset) {
    ByteWindow window = new ByteWindow();
    window.byteOffset = byteOffset;
    return window;
  }

  /** The next bytes of the stream. Those before are all in the window, and settled. */
  void push(Payload next) {
    if (start == end) {
      show(next, 0);
    } else {
      chunk = next;
      copied = 0;
      grow();
    }
  }

  private void show(Payload next, int from) {
    array = next.array();
    start = next.arrayOffset() + from;
    end = next.arrayOffset() + next.length();
    isCopy = false;
    chunk = Payload.EMPTY;
    copied = 0;
  }

  /** Shows more of the chunk; false if all of it is in the window. */
  boolean grow() {
    int count = Math.min(STEP_BYTES, chunk.length() - copied);
    if (count == 0) {
      return false;
    }
    makeRoom(count);
    chunk.slice(copied, count).copyTo(array, end);
    end += count;
    copied += count;
    return true;
  }

  private void makeRoom(int count) {
    if (!isCopy || count > array.length - end) {
      int length = end - start;
      byte[] larger = new byte[Math.max(STEP_BYTES, 2 * (length + count))];
      System.arraycopy(array, start, larger, 0, length);
      array = larger;
      start = 0;
      end = length;
      isCopy = true;
    }
  }

  byte[] array() {
    return array;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  int length() {
    return end - start;
  }

  long byteOffset() {
    return byteOffset;
  }

  /** The first {@code count} bytes; a view that stays valid. */
  Payload view(int count) {
    return Payload.of(array, start, count);
  }

  /** Takes {@code count} bytes out in front. */
  void drop(int count) {
    start += count;
    byteOffset += count;
    if (isCopy && length() <= copied) {
      show(chunk, copied - length()); // all that is left is of the chunk
    }
  }

  /** Copies what is left, since the chunk goes away. Call it at the end of each push. */
  void settle() {
    if (start == end) {
      array = NOTHING;
      start = 0;
      end = 0;
      isCopy = false;
    } else if (!isCopy) {
      makeRoom(0);
    }
    chunk = Payload.EMPTY;
    copied = 0;
  }

  /** Drops all there is. */
  void clear() {
    drop(length());
    byteOffset += chunk.length() - copied;
    chunk = Payload.EMPTY;
    copied = 0;
    settle();
  }

  /** Writes what is left; it must be settled. */
  void save(DataOutput out) throws IOException {
    out.writeLong(byteOffset);
    SavedMedia.writePayload(out, view(length()));
  }

  static ByteWindow load(DataInput in) throws IOException {
    ByteWindow window = new ByteWindow();
    window.byteOffset = in.readLong();
    window.show(SavedMedia.readPayload(in), 0);
    window.settle();
    return window;
  }
}
