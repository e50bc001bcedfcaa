package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** Reads a sequence parameter set field by field. ITU-T H.264, 7.3.2.1.1. */
final class SpsReader {
  /** Level 6.2 allows 139264 macroblocks, at most 1055 in one direction. ITU-T H.264, A.3.1. */
  private static final int MAX_MACROBLOCKS_ACROSS = 1_055;

  private static final int MACROBLOCK = 16;

  private final BitReader in;
  private final long byteOffset;
  private int chromaFormatIdc = 1;
  private boolean separateColourPlanes;
  private int bitDepthLuma = 8;
  private int bitDepthChroma = 8;

  private SpsReader(BitReader in, long byteOffset) {
    this.in = in;
    this.byteOffset = byteOffset;
  }

  static Sps read(Payload nalUnit, long byteOffset) {
    BitReader in = BitReader.ofNalUnit("SPS", nalUnit, byteOffset);
    int type = NalUnitType.of(in.bits(8));
    if (type != NalUnitType.SEQUENCE_PARAMETER_SET) {
      throw new MediaException.Malformed(byteOffset, "SPS: NAL unit type %d, not 7", type);
    }
    return new SpsReader(in, byteOffset).read();
  }

  private Sps read() {
    int profileIdc = in.bits(8);
    int constraintFlags = in.bits(8);
    int levelIdc = in.bits(8);
    int id = in.ue(31, "seq_parameter_set_id");
    if (hasChromaFormat(profileIdc)) {
      readChromaFormat();
    }
    PictureNumbering numbering = PictureNumbering.read(in);
    in.ue(16, "max_num_ref_frames");
    in.skip(1); // gaps_in_frame_num_value_allowed_flag
    int codedWidth = in.ue(MAX_MACROBLOCKS_ACROSS - 1, "pic_width_in_mbs_minus1") + 1;
    int mapUnits = in.ue(MAX_MACROBLOCKS_ACROSS - 1, "pic_height_in_map_units_minus1") + 1;
    boolean frameMbsOnly = in.flag();
    int codedHeight = frameMbsOnly ? mapUnits : 2 * mapUnits;
    if (!frameMbsOnly) {
      in.skip(1); // mb_adaptive_frame_field_flag
    }
    in.skip(1); // direct_8x8_inference_flag
    int width = codedWidth * MACROBLOCK;
    int height = codedHeight * MACROBLOCK;
    if (in.flag()) {
      int unit = chromaArrayType() == 1 || chromaArrayType() == 2 ? 2 : 1;
      width = cropped(width, unit, "width");
      int rows = (chromaArrayType() == 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
      height = cropped(height, rows, "height");
    }
    Vui vui = in.flag() ? Vui.read(in) : Vui.NONE;
    return new Sps(
        id,
        profileIdc,
        constraintFlags,
        levelIdc,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        separateColourPlanes,
        numbering,
        codedWidth,
        codedHeight,
        frameMbsOnly,
        width,
        height,
        vui);
  }

  /** The profiles whose sets say it; avcC has a tail for the same ones. */
  static boolean hasChromaFormat(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private void readChromaFormat() {
    chromaFormatIdc = in.ue(3, "chroma_format_idc");
    if (chromaFormatIdc == 3) {
      separateColourPlanes = in.flag();
    }
    bitDepthLuma = 8 + in.ue(6, "bit_depth_luma_minus8");
    bitDepthChroma = 8 + in.ue(6, "bit_depth_chroma_minus8");
    in.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (in.flag()) {
      for (int i = 0; i < (chromaFormatIdc == 3 ? 12 : 8); i++) {
        if (in.flag()) {
          skipScalingList(i < 6 ? 16 : 64);
        }
      }
    }
  }

  private int chromaArrayType() {
    return separateColourPlanes ? 0 : chromaFormatIdc;
  }

  private void skipScalingList(int size) {
    int last = 8;
    int next = 8;
    for (int i = 0; i < size && next != 0; i++) {
      next = last + in.se() & 0xff;
      last = next == 0 ? last : next;
    }
  }

  private int cropped(int size, int unit, String side) {
    long cut = (in.ue() + in.ue()) * unit;
    if (cut >= size) {
      throw new MediaException.Malformed(
          byteOffset, "SPS: %d of %d pixels of the %s are cropped", cut, size, side);
    }
    return size - (int) cut;
  }
}
