package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A box: a size, a type and a payload. ISO/IEC 14496-12, 4.2. Sizes are known before anything is
 * written, so nothing is patched afterwards.
 */
public interface Box {
  /** Bytes of the size and the type before the payload. */
  int HEADER_SIZE = 8;

  /** Bytes of a header with a size of 64 bits. */
  int LARGE_HEADER_SIZE = BoxHeader.LARGE_SIZE;

  /** Four characters of Latin-1. */
  String type();

  /** Bytes that {@link #writePayload} writes. */
  int payloadSize();

  /** Writes exactly {@link #payloadSize} bytes, big endian. */
  void writePayload(ByteBuffer out);

  /** Bytes of the whole box. */
  default int size() {
    return HEADER_SIZE + payloadSize();
  }

  /** Writes the whole box. */
  default void write(ByteBuffer out) {
    writeHeader(out, type(), size());
    writePayload(out);
  }

  /** A box that holds only boxes. */
  static Container container(String type, Box... children) {
    return new Container(type, List.of(children));
  }

  /** Writes a header alone: {@code mdat}, whose payload is elsewhere. */
  static void writeHeader(ByteBuffer out, String type, long size) {
    out.putInt(Fields.unsigned32("size of " + type, size));
    out.put(type.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes a header alone, of a box whose size may need 64 bits. */
  static void writeLargeHeader(ByteBuffer out, String type, long size) {
    out.putInt(1);
    out.put(type.getBytes(StandardCharsets.ISO_8859_1));
    out.putLong(size);
  }

  /** The bytes of {@code boxes}, one after the other. */
  static Payload bytes(List<? extends Box> boxes) {
    ByteBuffer out = ByteBuffer.allocate(size(boxes));
    boxes.forEach(box -> box.write(out));
    return Payload.of(out.array());
  }

  /** Sum of the sizes. */
  static int size(List<? extends Box> boxes) {
    int size = 0;
    for (Box box : boxes) {
      size = Math.addExact(size, box.size());
    }
    return size;
  }
}
