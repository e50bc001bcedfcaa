package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** Reads a sequence parameter set field by field. ITU-T H.265, 7.3.2.2.1. */
final class SpsReader {
  /** Level 7.2: so many luma samples, and no side above the root of 8 times as many. A.4.1. */
  private static final long MAX_LUMA_SAMPLES = 142_606_336;

  private static final int MAX_SIDE = 33_776;
  private static final int MAX_SUB_LAYERS_MINUS_1 = 6;
  private static final int MAX_PICTURES = 16;

  private final BitReader in;
  private final long byteOffset;
  private int chromaFormatIdc;
  private int maxDecPicBuffering;
  private int maxNumReorderPics;

  private SpsReader(BitReader in, long byteOffset) {
    this.in = in;
    this.byteOffset = byteOffset;
  }

  static Sps read(Payload nalUnit, long byteOffset) {
    BitReader in = Headers.reader("SPS", nalUnit, NalUnitType.SEQUENCE_PARAMETER_SET, byteOffset);
    return new SpsReader(in, byteOffset).read();
  }

  private Sps read() {
    int vpsId = in.bits(4);
    int maxSubLayersMinus1 = in.bits(3);
    if (maxSubLayersMinus1 > MAX_SUB_LAYERS_MINUS_1) {
      throw new MediaException.Malformed(byteOffset, "SPS: sps_max_sub_layers_minus1 7");
    }
    boolean temporalIdNested = in.flag();
    ProfileTierLevel profile = ProfileTierLevel.read(in, maxSubLayersMinus1);
    int id = in.ue(15, "sps_seq_parameter_set_id");
    chromaFormatIdc = in.ue(3, "chroma_format_idc");
    boolean separateColourPlanes = chromaFormatIdc == 3 && in.flag();
    long codedWidth = in.ue();
    long codedHeight = in.ue();
    checkSize(codedWidth, codedHeight);
    boolean window = in.flag();
    int width = (int) codedWidth - (window ? cropped(codedWidth, unitWidth(), "width") : 0);
    int height = (int) codedHeight - (window ? cropped(codedHeight, unitHeight(), "height") : 0);
    int bitDepthLuma = readBitDepth("bit_depth_luma_minus8");
    int bitDepthChroma = readBitDepth("bit_depth_chroma_minus8");
    int pocBits = 4 + in.ue(12, "log2_max_pic_order_cnt_lsb_minus4");
    readOrdering(maxSubLayersMinus1);
    skipCodingTools();
    ReferencePictureSets.skip(in, pocBits, byteOffset);
    in.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    Vui vui = in.flag() ? VuiReader.read(in, maxSubLayersMinus1) : Vui.NONE;
    return new Sps(
        id,
        vpsId,
        maxSubLayersMinus1 + 1,
        temporalIdNested,
        profile,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        separateColourPlanes,
        pocBits,
        maxDecPicBuffering,
        maxNumReorderPics,
        width,
        height,
        vui);
  }

  private void checkSize(long width, long height) {
    if (width < 1 || height < 1) {
      throw new MediaException.Malformed(byteOffset, "SPS: picture of %dx%d", width, height);
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_LUMA_SAMPLES) {
      throw new MediaException.Unsupported(
          byteOffset, "SPS: picture of %dx%d, more than any level has", width, height);
    }
  }

  /** SubWidthC of ITU-T H.265, table 6-1. */
  private int unitWidth() {
    return chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
  }

  /** SubHeightC of ITU-T H.265, table 6-1. */
  private int unitHeight() {
    return chromaFormatIdc == 1 ? 2 : 1;
  }

  /**
   * Pixels outside the conformance window. All four offsets stand in a row, left and right first,
   * so that each call reads the two of its side.
   */
  private int cropped(long size, int unit, String side) {
    long cut = (in.ue() + in.ue()) * unit;
    if (cut >= size) {
      throw new MediaException.Malformed(
          byteOffset, "SPS: %d of %d pixels of the %s are cropped", cut, size, side);
    }
    return (int) cut;
  }

  /** Up to 15: hvcC has three bits for what is above 8. */
  private int readBitDepth(String field) {
    int depth = 8 + in.ue(8, field);
    if (depth > 15) {
      throw new MediaException.Unsupported(byteOffset, "SPS: %d bits a sample", depth);
    }
    return depth;
  }

  private void readOrdering(int maxSubLayersMinus1) {
    for (int i = in.flag() ? 0 : maxSubLayersMinus1; i <= maxSubLayersMinus1; i++) {
      maxDecPicBuffering = 1 + in.ue(MAX_PICTURES - 1, "sps_max_dec_pic_buffering_minus1");
      maxNumReorderPics = in.ue(MAX_PICTURES - 1, "sps_max_num_reorder_pics");
      in.ue(); // sps_max_latency_increase_plus1
    }
  }

  private void skipCodingTools() {
    for (int i = 0; i < 6; i++) {
      in.ue(); // sizes of coding and transform blocks, depths of their hierarchy
    }
    boolean scalingLists = in.flag();
    if (scalingLists && in.flag()) {
      skipScalingLists();
    }
    in.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (in.flag()) {
      in.skip(8); // pcm_sample_bit_depth_*
      in.ue();
      in.ue();
      in.skip(1); // pcm_loop_filter_disabled_flag
    }
  }

  /** ITU-T H.265, 7.3.4. */
  private void skipScalingLists() {
    for (int sizeId = 0; sizeId < 4; sizeId++) {
      for (int matrixId = 0; matrixId < 6; matrixId += sizeId == 3 ? 3 : 1) {
        if (in.flag()) {
          skipScalingList(sizeId);
        } else {
          in.ue(); // scaling_list_pred_matrix_id_delta
        }
      }
    }
  }

  private void skipScalingList(int sizeId) {
    if (sizeId > 1) {
      in.se(); // scaling_list_dc_coef_minus8
    }
    for (int i = Math.min(64, 1 << 4 + 2 * sizeId); i > 0; i--) {
      in.se();
    }
  }
}
