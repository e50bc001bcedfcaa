package io.millrace.demux.libav;

import io.millrace.libav.InputBytes;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is kept of a stream: its beginning, as far as the container needs it to be opened, and all
 * bytes from the place on where reading goes on.
 */
final class StreamBytes {
  private static final int LEAST_BYTES = 4 << 10;

  private Payload head = Payload.EMPTY;
  private long tailStart;
  private byte[] tail = new byte[0];
  private int length;

  /** Offset in the stream behind the newest byte. */
  long end() {
    return tailStart + length;
  }

  /** Offset in the stream of the first byte behind the beginning that is kept. */
  long tailStart() {
    return tailStart;
  }

  int tailLength() {
    return length;
  }

  void add(Payload bytes) {
    if (length + bytes.length() > tail.length) {
      tail = Arrays.copyOf(tail, Math.max(LEAST_BYTES, 2 * (length + bytes.length())));
    }
    bytes.copyTo(tail, length);
    length += bytes.length();
  }

  /** Keeps the first {@code count} bytes for ever. None must have been dropped yet. */
  void keepHead(int count) {
    head = Payload.of(Arrays.copyOf(tail, Math.min(count, length)));
  }

  /** Forgets what lies before {@code position}, but for the head. */
  void dropBefore(long position) {
    int count = (int) (position - tailStart);
    tail = Arrays.copyOfRange(tail, count, length);
    length -= count;
    tailStart = position;
  }

  /** A view; valid until the next change. */
  InputBytes view() {
    return new InputBytes(head, tailStart, Payload.of(tail, 0, length));
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, head);
    out.writeLong(tailStart);
    SavedMedia.writePayload(out, Payload.of(tail, 0, length));
  }

  static StreamBytes load(DataInput in) throws IOException {
    StreamBytes loaded = new StreamBytes();
    loaded.head = SavedMedia.readPayload(in);
    loaded.tailStart = in.readLong();
    loaded.tail = SavedMedia.readPayload(in).array();
    loaded.length = loaded.tail.length;
    return loaded;
  }
}
