package io.millrace.codec.h264;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Locale;

/**
 * Sequence parameter set. ITU-T H.264, 7.3.2.1.1.
 *
 * @param id seq_parameter_set_id, 0 to 31
 * @param constraintFlags the byte between profile_idc and level_idc
 * @param chromaFormatIdc 0 for monochrome, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
 * @param bitDepthLuma 8 to 14
 * @param bitDepthChroma 8 to 14
 * @param separateColourPlanes separate_colour_plane_flag: a picture has three slices of each kind
 * @param numbering how pictures are counted, and how their order is told
 * @param codedWidth in macroblocks
 * @param codedHeight of a frame, in macroblocks
 * @param frameMbsOnly false where pictures may be fields
 * @param width after cropping, pixels
 * @param height of a frame after cropping, pixels
 */
public record Sps(
    int id,
    int profileIdc,
    int constraintFlags,
    int levelIdc,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    boolean separateColourPlanes,
    PictureNumbering numbering,
    int codedWidth,
    int codedHeight,
    boolean frameMbsOnly,
    int width,
    int height,
    Vui vui) {

  private static final int MAX_DPB_FRAMES = 16;

  /**
   * Reads a NAL unit of type 7.
   *
   * @param byteOffset of the NAL unit in the session, for messages
   * @throws MediaException if a field breaks its bound or the end comes early
   */
  public static Sps parse(Payload nalUnit, long byteOffset) {
    return SpsReader.read(nalUnit, byteOffset);
  }

  /**
   * RFC 6381, 3.3: {@code avc1.64001f}.
   *
   * @param sampleEntry {@code avc1} or {@code avc3}
   */
  public String codecs(String sampleEntry) {
    return String.format(
        Locale.ROOT, "%s.%02x%02x%02x", sampleEntry, profileIdc, constraintFlags, levelIdc);
  }

  /**
   * How many frames may come before a frame in decode order and after it in output order: as
   * declared, otherwise the most that profile and level allow. ITU-T H.264, E.2.1.
   */
  public int maxNumReorderFrames() {
    if (vui.maxNumReorderFrames() != Vui.UNDECLARED) {
      return vui.maxNumReorderFrames();
    }
    return numbering.picOrderCntType() == 2 || isIntraOnly() ? 0 : maxDpbFrames();
  }

  /** Profiles that constraint_set3_flag makes intra-only. ITU-T H.264, A.2.8 to A.2.11. */
  private boolean isIntraOnly() {
    boolean constraintSet3 = (constraintFlags & 0x10) != 0;
    return constraintSet3
        && switch (profileIdc) {
          case 44, 86, 100, 110, 122, 244 -> true;
          default -> false;
        };
  }

  private int maxDpbFrames() {
    return Math.min(maxDpbMbs() / (codedWidth * codedHeight), MAX_DPB_FRAMES);
  }

  /** MaxDpbMbs of ITU-T H.264, table A-1. */
  private int maxDpbMbs() {
    if (levelIdc <= 10) {
      return 396;
    } else if (levelIdc <= 11) {
      return 900;
    } else if (levelIdc <= 20) {
      return 2_376;
    } else if (levelIdc <= 21) {
      return 4_752;
    } else if (levelIdc <= 30) {
      return 8_100;
    } else if (levelIdc <= 31) {
      return 18_000;
    } else if (levelIdc <= 32) {
      return 20_480;
    } else if (levelIdc <= 41) {
      return 32_768;
    } else if (levelIdc <= 42) {
      return 34_816;
    } else if (levelIdc <= 50) {
      return 110_400;
    }
    return levelIdc <= 52 ? 184_320 : 696_320;
  }
}
