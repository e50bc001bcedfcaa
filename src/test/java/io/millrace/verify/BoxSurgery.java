package io.millrace.verify;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxCursor;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes boxes deep in a file, with the sizes of all that they are in. */
final class BoxSurgery {
  /** Bytes of fields before the boxes. */
  private static final Map<String, Integer> PREFIX =
      Map.of("stsd", 8, "dref", 8, "avc1", 78, "hvc1", 78, "mp4a", 28);

  private BoxSurgery() {}

  /**
   * Replaces the first box on {@code path}, header and all.
   *
   * @param change an empty array removes it
   */
  static byte[] edit(byte[] boxes, String path, UnaryOperator<byte[]> change) {
    int slash = path.indexOf('/');
    String type = slash < 0 ? path : path.substring(0, slash);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BoxCursor box = new BoxCursor(Payload.of(boxes), 0);
    boolean done = false;
    while (box.next()) {
      byte[] bytes = box.bytes().toByteArray();
      if (!done && box.type().equals(type)) {
        done = true;
        out.writeBytes(slash < 0 ? change.apply(bytes) : inside(bytes, type, path, change));
      } else {
        out.writeBytes(bytes);
      }
    }
    if (!done) {
      throw new IllegalArgumentException("no box " + type);
    }
    return out.toByteArray();
  }

  private static byte[] inside(
      byte[] bytes, String type, String path, UnaryOperator<byte[]> change) {
    int from = Box.HEADER_SIZE + PREFIX.getOrDefault(type, 0);
    byte[] children = Arrays.copyOfRange(bytes, from, bytes.length);
    String rest = path.substring(path.indexOf('/') + 1);
    return box(join(Arrays.copyOf(bytes, from), edit(children, rest, change)), type);
  }

  /** The bytes with their own length in front. */
  private static byte[] box(byte[] bytes, String type) {
    ByteBuffer.wrap(bytes).putInt(bytes.length).put(type.getBytes(StandardCharsets.ISO_8859_1));
    return bytes;
  }

  static byte[] make(String type, byte[] payload) {
    return box(join(new byte[Box.HEADER_SIZE], payload), type);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The same with other bytes from {@code at} on. */
  static byte[] with(byte[] bytes, int at, int... values) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      changed[at + i] = (byte) values[i];
    }
    return changed;
  }

  /** The same with a big-endian field of 32 bits changed. */
  static byte[] add(byte[] bytes, int at, int difference) {
    byte[] changed = bytes.clone();
    ByteBuffer buffer = ByteBuffer.wrap(changed);
    buffer.putInt(at, buffer.getInt(at) + difference);
    return changed;
  }

  static byte[] set(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed).putInt(at, value);
    return changed;
  }
}
