package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import java.util.Locale;

/**
 * What a decoder must be able to do. ITU-T H.265, 7.3.3; the general fields alone.
 *
 * @param profileSpace 0 to 3
 * @param highTier general_tier_flag
 * @param profileIdc 0 to 31
 * @param compatibility the 32 flags general_profile_compatibility_flag, flag 0 first
 * @param constraints the 48 bits behind them: source and constraint flags, reserved bits
 * @param levelIdc 30 times the level's number
 */
public record ProfileTierLevel(
    int profileSpace,
    boolean highTier,
    int profileIdc,
    long compatibility,
    long constraints,
    int levelIdc) {
  private static final int CONSTRAINT_BYTES = 6;
  private static final int SUB_LAYER_PROFILE_BITS = 88;
  private static final int MAX_SUB_LAYERS_MINUS_1 = 7;

  /** Reads the general fields as a set and hvcC have them alike: twelve bytes. */
  static ProfileTierLevel readGeneral(BitReader in) {
    return new ProfileTierLevel(
        in.bits(2), in.flag(), in.bits(5), in.longBits(32), in.longBits(48), in.bits(8));
  }

  /**
   * Reads {@code profile_tier_level(1, maxSubLayersMinus1)} and passes over its sub-layers.
   *
   * @param maxSubLayersMinus1 0 to 6
   */
  static ProfileTierLevel read(BitReader in, int maxSubLayersMinus1) {
    ProfileTierLevel general = readGeneral(in);
    long bits = 0;
    for (int i = 0; i < maxSubLayersMinus1; i++) {
      bits += in.flag() ? SUB_LAYER_PROFILE_BITS : 0;
      bits += in.flag() ? 8 : 0;
    }
    if (maxSubLayersMinus1 > 0) {
      in.skip(2L * (MAX_SUB_LAYERS_MINUS_1 + 1 - maxSubLayersMinus1));
    }
    in.skip(bits);
    return general;
  }

  void write(BitWriter out) {
    out.bits(2, profileSpace).flag(highTier).bits(5, profileIdc);
    out.bits(32, compatibility).bits(48, constraints).bits(8, levelIdc);
  }

  /**
   * RFC 6381 value as ISO/IEC 14496-15, E.3 has it: {@code hvc1.1.6.L93.B0}.
   *
   * @param sampleEntry {@code hvc1} or {@code hev1}
   */
  public String codecs(String sampleEntry) {
    StringBuilder text = new StringBuilder(sampleEntry).append('.');
    if (profileSpace > 0) {
      text.append((char) ('A' + profileSpace - 1));
    }
    // The flags in reverse: flag 0 is the lowest bit of the number.
    long reversed = Integer.toUnsignedLong(Integer.reverse((int) compatibility));
    text.append(profileIdc).append('.').append(hex(reversed));
    text.append('.').append(highTier ? 'H' : 'L').append(levelIdc);
    int bytes = CONSTRAINT_BYTES;
    while (bytes > 0 && constraintByte(bytes - 1) == 0) {
      bytes--;
    }
    for (int i = 0; i < bytes; i++) {
      text.append('.').append(hex(constraintByte(i)));
    }
    return text.toString();
  }

  private long constraintByte(int index) {
    return constraints >>> 8 * (CONSTRAINT_BYTES - 1 - index) & 0xff;
  }

  private static String hex(long value) {
    return Long.toHexString(value).toUpperCase(Locale.ROOT);
  }
}
