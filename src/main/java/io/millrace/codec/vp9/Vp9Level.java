package io.millrace.codec.vp9;

import io.millrace.media.FrameRate;
import org.jspecify.annotations.Nullable;

/**
 * Levels of VP9, after the level table of the VP9 levels definition. A bitstream does not say its
 * level, so it is taken from what is certain: the picture, and the frame rate that somebody
 * declared. Bit rates are not weighed.
 */
final class Vp9Level {
  /** Level times ten, samples per second, samples of a picture, samples of its longer side. */
  private static final long[][] LEVELS = {
    {10, 829_440, 36_864, 512},
    {11, 2_764_800, 73_728, 768},
    {20, 4_608_000, 122_880, 960},
    {21, 9_216_000, 245_760, 1_344},
    {30, 20_736_000, 552_960, 2_048},
    {31, 36_864_000, 983_040, 2_752},
    {40, 83_558_400, 2_228_224, 4_160},
    {41, 160_432_128, 2_228_224, 4_160},
    {50, 311_951_360, 8_912_896, 8_384},
    {51, 588_251_136, 8_912_896, 8_384},
    {52, 1_176_502_272, 8_912_896, 8_384},
    {60, 1_176_502_272, 35_651_584, 16_832},
    {61, 2_353_004_544L, 35_651_584, 16_832},
    {62, 4_706_009_088L, 35_651_584, 16_832},
  };

  private Vp9Level() {}

  /**
   * The lowest level that holds the pictures, times ten; the highest one where none does, because
   * players take no file of an unknown level.
   *
   * @param rate null if nobody says: then the picture alone decides
   */
  static int of(int width, int height, @Nullable FrameRate rate) {
    long samples = (long) width * height;
    long longer = Math.max(width, height);
    for (long[] level : LEVELS) {
      if (samples <= level[2] && longer <= level[3] && isWithin(samples, rate, level[1])) {
        return (int) level[0];
      }
    }
    return (int) LEVELS[LEVELS.length - 1][0];
  }

  private static boolean isWithin(long samples, @Nullable FrameRate rate, long perSecond) {
    if (rate == null) {
      return true;
    }
    // At most 2^32 samples and fewer than 2^31 frames: it fits in 63 bits.
    long wanted = (samples * rate.numerator() + rate.denominator() - 1) / rate.denominator();
    return wanted <= perSecond;
  }
}
