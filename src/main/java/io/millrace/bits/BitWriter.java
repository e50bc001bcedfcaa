package io.millrace.bits;

import io.millrace.media.Payload;
import java.util.Arrays;

/** Writes fields of a few bits, most significant bit first: the mirror of {@link BitReader}. */
public final class BitWriter {
  private byte[] bytes = new byte[64];
  private int bit;

  /** Appends the lowest {@code count} bits of {@code value}; 0 to 63 bits. */
  public BitWriter bits(int count, long value) {
    if (count < 0 || count > 63 || value >>> count != 0) {
      throw new IllegalArgumentException(
          "Invalid field: %d does not fit in %d bits".formatted(value, count));
    }
    reserve(count);
    for (int i = count - 1; i >= 0; i--) {
      if ((value >>> i & 1) != 0) {
        bytes[bit >>> 3] |= (byte) (0x80 >>> (bit & 7));
      }
      bit++;
    }
    return this;
  }

  public BitWriter flag(boolean value) {
    return bits(1, value ? 1 : 0);
  }

  /** Appends an unsigned exp-Golomb code, 0 to 2^32 - 2. ITU-T H.264, 9.1. */
  public BitWriter ue(long value) {
    if (value < 0 || value > 0xffff_fffeL) {
      throw new IllegalArgumentException("Invalid exp-Golomb code: %d".formatted(value));
    }
    int zeros = 63 - Long.numberOfLeadingZeros(value + 1);
    return bits(zeros, 0).bits(zeros + 1, value + 1);
  }

  /** Appends a signed exp-Golomb code. ITU-T H.264, 9.1.1. */
  public BitWriter se(int value) {
    return ue(value > 0 ? 2L * value - 1 : -2L * value);
  }

  /** Appends whole bytes, at any bit position. */
  public BitWriter bytes(Payload payload) {
    for (int i = 0; i < payload.length(); i++) {
      bits(8, payload.unsignedAt(i));
    }
    return this;
  }

  /** Fills up to a whole byte with zero bits. */
  public BitWriter align() {
    return bits(-bit & 7, 0);
  }

  /**
   * Appends {@code rbsp_trailing_bits}: a one, then zeros to a whole byte. ITU-T H.264, 7.3.2.11.
   */
  public BitWriter trailingBits() {
    return bits(1, 1).align();
  }

  public int bitPosition() {
    return bit;
  }

  /** What was written so far, filled up to a whole byte with zero bits; a copy. */
  public Payload payload() {
    return Payload.of(Arrays.copyOf(bytes, bit + 7 >>> 3));
  }

  private void reserve(int count) {
    int needed = bit + count + 7 >>> 3;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }
}
