package io.millrace.codec.av1;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** Little endian base 128: seven bits in a byte. AV1 Bitstream Specification, 4.10.5. */
final class Leb128 {
  /** The greatest value that a bitstream may have. */
  private static final long MAX_VALUE = 0xffff_ffffL;

  private static final int MAX_BYTES = 8;

  private Leb128() {}

  /** Bytes of the number at {@code at}. */
  static int length(Payload bytes, int at, long byteOffset) {
    for (int i = 0; i < MAX_BYTES && at + i < bytes.length(); i++) {
      if (bytes.at(at + i) >= 0) {
        return i + 1;
      }
    }
    throw new MediaException.Malformed(byteOffset + at, "AV1: leb128 does not end");
  }

  /** The number at {@code at}, whose length is known. */
  static long value(Payload bytes, int at, int length, long byteOffset) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 7 | bytes.at(at + i) & 0x7f;
    }
    if (value > MAX_VALUE) {
      throw new MediaException.Malformed(byteOffset + at, "AV1: leb128 of %d", value);
    }
    return value;
  }

  /** Bytes that {@link #put} needs. */
  static int size(int value) {
    int size = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  /** Writes {@code value} at {@code at} in as few bytes as it needs, and returns the next place. */
  static int put(byte[] out, int at, int value) {
    int rest = value;
    int next = at;
    while (rest >>> 7 != 0) {
      out[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[next++] = (byte) rest;
    return next;
  }
}
