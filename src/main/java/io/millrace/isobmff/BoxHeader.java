package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;

/**
 * Size and type of a box. ISO/IEC 14496-12, 4.2.2.
 *
 * @param offset of its first byte in the file
 * @param headerSize 8, or 16 with a 64-bit size
 * @param size of the whole box, bytes; {@link #TO_THE_END} if it lasts until the end of the file
 */
record BoxHeader(String type, long offset, int headerSize, long size) {
  static final long TO_THE_END = 0;
  static final int LARGE_SIZE = 16;

  /** Whether the eight bytes say that eight more follow. */
  static boolean isLarge(Payload bytes) {
    return number(bytes, 0) == 1;
  }

  /**
   * Reads 8 bytes, or 16 where {@link #isLarge}.
   *
   * @throws MediaException.Malformed if the box is smaller than its header
   */
  static BoxHeader read(Payload bytes, long offset) {
    String type = new String(bytes.slice(4, 4).toByteArray(), StandardCharsets.ISO_8859_1);
    boolean large = isLarge(bytes);
    int headerSize = large ? LARGE_SIZE : Box.HEADER_SIZE;
    long size = large ? number(bytes, 8) << 32 | number(bytes, 12) : number(bytes, 0);
    boolean toTheEnd = size == TO_THE_END && !large;
    if (!toTheEnd && size < headerSize) {
      throw new MediaException.Malformed(
          offset, "%s: box size %s", BoxTree.printable(type), Long.toUnsignedString(size));
    }
    return new BoxHeader(type, offset, headerSize, size);
  }

  private static long number(Payload bytes, int at) {
    long value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 8 | bytes.unsignedAt(i);
    }
    return value;
  }

  long payloadOffset() {
    return offset + headerSize;
  }

  /** The same box when {@code limit} is the end of all that can hold it. */
  BoxHeader within(long limit) {
    if (size == TO_THE_END) {
      return new BoxHeader(type, offset, headerSize, limit - offset);
    }
    if (size > limit - offset) {
      throw new MediaException.Malformed(
          offset,
          "%s: box size %d, only %d bytes are left",
          BoxTree.printable(type),
          size,
          limit - offset);
    }
    return this;
  }
}
