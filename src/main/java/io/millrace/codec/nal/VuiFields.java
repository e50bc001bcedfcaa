package io.millrace.codec.nal;

import io.millrace.bits.BitReader;
import io.millrace.media.Colour;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * The fields of video usability information that H.264 and H.265 have alike. ITU-T H.264 and H.265,
 * E.2.1; the code points are those of ITU-T H.273.
 */
public final class VuiFields {
  private static final int EXTENDED_SAR = 255;

  /** Sample aspect ratios 1 to 16. ITU-T H.273, table 9. */
  private static final int[][] ASPECTS = {
    {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11},
    {80, 33}, {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
  };

  private VuiFields() {}

  /** Reads from aspect_ratio_idc on; null where it says "unspecified". */
  public static @Nullable PixelAspect aspect(BitReader in) {
    int idc = in.bits(8);
    if (idc == EXTENDED_SAR) {
      int horizontal = in.bits(16);
      int vertical = in.bits(16);
      return horizontal == 0 || vertical == 0 ? null : new PixelAspect(horizontal, vertical);
    }
    if (idc == 0 || idc > ASPECTS.length) {
      return null;
    }
    return new PixelAspect(ASPECTS[idc - 1][0], ASPECTS[idc - 1][1]);
  }

  /** Reads from video_format on. */
  public static Colour colour(BitReader in) {
    in.skip(3); // video_format
    boolean fullRange = in.flag();
    if (!in.flag()) {
      return new Colour(2, 2, 2, fullRange);
    }
    return new Colour(in.bits(8), in.bits(8), in.bits(8), fullRange);
  }
}
