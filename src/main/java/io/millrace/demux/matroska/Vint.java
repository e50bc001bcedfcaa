package io.millrace.demux.matroska;

/** Variable-size integers: the number of leading zero bits is the number of further bytes. */
final class Vint {
  /** The value of a size whose data bits are all ones. RFC 8794, 6.2. */
  static final long UNKNOWN = -1;

  static final int MAX_ID_BYTES = 4;
  static final int MAX_SIZE_BYTES = 8;

  /** Of a header: its length cannot be told yet. */
  static final int INCOMPLETE = 0;

  /** Of a header: it cannot be one. */
  static final int INVALID = -1;

  private Vint() {}

  /**
   * Bytes of the id and size that start at {@code at}, or {@link #INCOMPLETE}, {@link #INVALID}.
   */
  static int headerLength(byte[] bytes, int at, int available) {
    int idLength = length(bytes[at]);
    if (idLength > MAX_ID_BYTES) {
      return INVALID;
    }
    if (available <= idLength) {
      return INCOMPLETE;
    }
    int sizeLength = length(bytes[at + idLength]);
    if (sizeLength > MAX_SIZE_BYTES) {
      return INVALID;
    }
    return available < idLength + sizeLength ? INCOMPLETE : idLength + sizeLength;
  }

  /** Bytes of the integer that starts with {@code first}, 1 to 8; 9 if no such integer exists. */
  static int length(int first) {
    return Integer.numberOfLeadingZeros(first & 0xff) - 23;
  }

  /** An element id of {@code length} bytes, 1 to 4, the marker included. */
  static int id(byte[] bytes, int at, int length) {
    int id = 0;
    for (int i = at; i < at + length; i++) {
      id = id << 8 | (bytes[i] & 0xff);
    }
    return id;
  }

  /** The value of {@code length} bytes without the marker, or {@link #UNKNOWN}. */
  static long value(byte[] bytes, int at, int length) {
    long value = bytes[at] & (0xff >> length);
    for (int i = at + 1; i < at + length; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value == mask(length) ? UNKNOWN : value;
  }

  /** The greatest number that {@code length} bytes can hold: all data bits one. */
  static long mask(int length) {
    return (1L << (7 * length)) - 1;
  }
}
