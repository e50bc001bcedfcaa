package io.millrace.bits;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * Reads fields of a few bits, most significant bit first, as the descriptors of ITU-T H.264, 7.2
 * and ISO/IEC 14496-3 name them. Running out of bits is a {@link MediaException.Malformed} with the
 * place; no other exception comes of any input.
 */
public final class BitReader {
  private final String what;
  private final Payload bytes;
  private final long byteOffset;
  private final long endBit;
  private long bit;

  private BitReader(String what, Payload bytes, long byteOffset) {
    this.what = what;
    this.bytes = bytes;
    this.byteOffset = byteOffset;
    this.endBit = 8L * bytes.length();
  }

  /**
   * A reader of all of {@code bytes}.
   *
   * @param what the name of the structure, first word of every message: {@code "LATM"}
   * @param byteOffset of the first byte in the session, for messages
   */
  public static BitReader of(String what, Payload bytes, long byteOffset) {
    return new BitReader(what, bytes, byteOffset);
  }

  /**
   * A reader of a NAL unit without its emulation prevention bytes. ITU-T H.264, 7.4.1. Messages
   * count the bytes without them. Meant for parameter sets and SEI: the bytes are copied if there
   * is anything to leave out.
   */
  public static BitReader ofNalUnit(String what, Payload nalUnit, long byteOffset) {
    return new BitReader(what, Rbsp.unescape(nalUnit), byteOffset);
  }

  /** The next {@code count} bits as a number without sign; 0 to 31 bits. */
  public int bits(int count) {
    if (count < 0 || count > 31) {
      throw new IllegalArgumentException("Invalid field: %d bits in an int".formatted(count));
    }
    return (int) longBits(count);
  }

  /** The next {@code count} bits as a number without sign; 0 to 63 bits. */
  public long longBits(int count) {
    if (count < 0 || count > 63) {
      throw new IllegalArgumentException("Invalid field: %d bits in a long".formatted(count));
    }
    require(count);
    long value = 0;
    int left = count;
    while (left > 0) {
      int rest = 8 - (int) (bit & 7);
      int take = Math.min(rest, left);
      int part = bytes.unsignedAt((int) (bit >>> 3)) >> (rest - take);
      value = value << take | part & ((1 << take) - 1);
      bit += take;
      left -= take;
    }
    return value;
  }

  /** The next bit. */
  public boolean flag() {
    return bits(1) == 1;
  }

  /** Leaves out {@code count} bits. */
  public void skip(long count) {
    require(count);
    bit += count;
  }

  /** Goes on to the next whole byte; stays where it is on one. */
  public void align() {
    bit = bit + 7 & ~7L;
  }

  /**
   * The next {@code count} bytes: a view where the position is on a whole byte, otherwise a copy.
   * The position need not be on a whole byte, as in LATM.
   */
  public Payload bytes(int count) {
    if (count < 0) {
      throw new MediaException.Malformed(byteOffset(), "%s: %d bytes wanted", what, count);
    }
    require(8L * count);
    int first = (int) (bit >>> 3);
    int shift = (int) (bit & 7);
    bit += 8L * count;
    return shift == 0 ? bytes.slice(first, count) : shifted(first, shift, count);
  }

  private Payload shifted(int first, int shift, int count) {
    byte[] out = new byte[count];
    for (int i = 0; i < count; i++) {
      int pair = bytes.unsignedAt(first + i) << 8 | bytes.unsignedAt(first + i + 1);
      out[i] = (byte) (pair >> (8 - shift));
    }
    return Payload.of(out);
  }

  /**
   * An unsigned exp-Golomb code, 0 to 2^32 - 2. ITU-T H.264, 9.1.
   *
   * @throws MediaException.Malformed if it is longer than the standard's 32 bits
   */
  public long ue() {
    int zeros = 0;
    while (!flag()) {
      zeros++;
      if (zeros > 31) {
        throw new MediaException.Malformed(
            byteOffset(), "%s: exp-Golomb code of more than 32 bits", what);
      }
    }
    return (1L << zeros) - 1 + longBits(zeros);
  }

  /**
   * An unsigned exp-Golomb code with the greatest value that its standard allows.
   *
   * @param field its name in the standard, for the message
   */
  public int ue(int max, String field) {
    long start = byteOffset();
    long value = ue();
    if (value > max) {
      throw new MediaException.Malformed(start, "%s: %s %d, at most %d", what, field, value, max);
    }
    return (int) value;
  }

  /** A signed exp-Golomb code, -(2^31 - 1) to 2^31 - 1. ITU-T H.264, 9.1.1. */
  public int se() {
    long code = ue();
    long magnitude = (code + 1) >>> 1;
    return (int) ((code & 1) == 1 ? magnitude : -magnitude);
  }

  /** Bits not yet read. */
  public long bitsLeft() {
    return endBit - bit;
  }

  /** Bits read so far. */
  public long bitPosition() {
    return bit;
  }

  /** Offset in the session of the byte that holds the next bit. */
  public long byteOffset() {
    return byteOffset + (bit >>> 3);
  }

  /** Whether more follows than the trailing bits {@code 1000...}. ITU-T H.264, 7.2. */
  public boolean moreRbspData() {
    int last = bytes.length() - 1;
    while (last >= 0 && bytes.at(last) == 0) {
      last--;
    }
    if (last < 0) {
      return false;
    }
    long stopBit = 8L * last + 7 - Integer.numberOfTrailingZeros(bytes.unsignedAt(last));
    return bit < stopBit;
  }

  private void require(long count) {
    if (count < 0 || count > bitsLeft()) {
      throw new MediaException.Malformed(
          byteOffset(), "%s: ends early, %d bits wanted, %d left", what, count, bitsLeft());
    }
  }
}
