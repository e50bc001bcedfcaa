package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * What a slice says about the picture it belongs to. ITU-T H.264, 7.3.3.
 *
 * @param sps of the sequence
 * @param idr the picture is an IDR picture
 * @param reference nal_ref_idc is not 0
 * @param field the picture is a field, not a frame
 * @param bottom the field is the bottom field
 * @param deltaPicOrderCntBottom of a frame with picture order count type 0
 * @param deltaPicOrderCnt0 with picture order count type 1, and {@code deltaPicOrderCnt1} too
 * @param resetsOrder memory_management_control_operation 5: what comes is counted from here anew
 */
public record SliceHeader(
    Sps sps,
    boolean idr,
    boolean reference,
    int frameNum,
    boolean field,
    boolean bottom,
    int picOrderCntLsb,
    int deltaPicOrderCntBottom,
    int deltaPicOrderCnt0,
    int deltaPicOrderCnt1,
    boolean resetsOrder) {

  /** No header needs more: 32 references with weights in both lists have 600 bytes. */
  public static final int MAX_BYTES = 1024;

  private static final int RESET = 5;

  /**
   * Reads the header of a NAL unit of type 1, 2 or 5.
   *
   * @param sets that hold for this picture
   * @throws MediaException.Malformed if it refers to a set that is not there, or ends early
   */
  public static SliceHeader parse(Payload nalUnit, ParameterSets sets, long byteOffset) {
    Payload head = nalUnit.slice(0, Math.min(nalUnit.length(), MAX_BYTES));
    BitReader in = BitReader.ofNalUnit("slice header", head, byteOffset);
    int nalHeader = in.bits(8);
    boolean idr = NalUnitType.of(nalHeader) == NalUnitType.IDR_SLICE;
    boolean reference = (nalHeader & 0x60) != 0;
    in.ue(); // first_mb_in_slice
    SliceType type = SliceType.of(in.ue(9, "slice_type"));
    SliceSyntax syntax = sets.sliceSyntax(in.ue(255, "pic_parameter_set_id"), byteOffset);
    Sps sps = syntax.sps();
    PictureNumbering numbering = sps.numbering();
    if (sps.separateColourPlanes()) {
      in.skip(2);
    }
    int frameNum = in.bits(numbering.frameNumBits());
    boolean field = !sps.frameMbsOnly() && in.flag();
    boolean bottom = field && in.flag();
    if (idr) {
      in.ue(); // idr_pic_id
    }
    boolean hasSecond = syntax.bottomFieldOrder() && !field;
    int lsb = 0;
    int deltaBottom = 0;
    int delta0 = 0;
    int delta1 = 0;
    if (numbering.picOrderCntType() == 0) {
      lsb = in.bits(numbering.picOrderCntLsbBits());
      deltaBottom = hasSecond ? in.se() : 0;
    } else if (numbering.picOrderCntType() == 1 && !numbering.deltaAlwaysZero()) {
      delta0 = in.se();
      delta1 = hasSecond ? in.se() : 0;
    }
    boolean resetsOrder = reference && !idr && resetsOrder(in, syntax, type);
    return new SliceHeader(
        sps,
        idr,
        reference,
        frameNum,
        field,
        bottom,
        lsb,
        deltaBottom,
        delta0,
        delta1,
        resetsOrder);
  }

  /**
   * Whether this is the second field of the frame that {@code first} began, if it comes right
   * behind it. ITU-T H.264, 3.30: complementary field pairs.
   */
  public boolean completes(SliceHeader first) {
    return field
        && first.field
        && bottom != first.bottom
        && frameNum == first.frameNum
        && reference == first.reference
        && !idr
        && !resetsOrder
        && sps.equals(first.sps);
  }

  /** A header that is damaged behind its first half counts as one without the operation. */
  private static boolean resetsOrder(BitReader in, SliceSyntax syntax, SliceType type) {
    try {
      skipToMarking(in, syntax, type);
      return hasReset(in);
    } catch (MediaException e) {
      return false;
    }
  }

  private static void skipToMarking(BitReader in, SliceSyntax syntax, SliceType type) {
    if (syntax.redundantPictures()) {
      in.ue(); // redundant_pic_cnt
    }
    if (type == SliceType.B) {
      in.skip(1); // direct_spatial_mv_pred_flag
    }
    if (type == SliceType.INTRA) {
      return;
    }
    int indices0 = syntax.refIndices0();
    int indices1 = syntax.refIndices1();
    if (in.flag()) {
      indices0 = 1 + in.ue(SliceSyntax.MAX_REF_INDICES - 1, "num_ref_idx_l0_active_minus1");
      if (type == SliceType.B) {
        indices1 = 1 + in.ue(SliceSyntax.MAX_REF_INDICES - 1, "num_ref_idx_l1_active_minus1");
      }
    }
    skipListModification(in);
    if (type == SliceType.B) {
      skipListModification(in);
    }
    boolean hasWeights =
        type == SliceType.B ? syntax.weightedBiprediction() == 1 : syntax.weightedPrediction();
    if (hasWeights) {
      skipWeights(in, syntax.sps(), indices0, type == SliceType.B ? indices1 : 0);
    }
  }

  /** ref_pic_list_modification. ITU-T H.264, 7.3.3.1. */
  private static void skipListModification(BitReader in) {
    if (in.flag()) {
      while (in.ue(5, "modification_of_pic_nums_idc") != 3) {
        in.ue();
      }
    }
  }

  /** pred_weight_table. ITU-T H.264, 7.3.3.2. */
  private static void skipWeights(BitReader in, Sps sps, int indices0, int indices1) {
    boolean hasChroma = sps.chromaFormatIdc() != 0 && !sps.separateColourPlanes();
    in.ue(); // luma_log2_weight_denom
    if (hasChroma) {
      in.ue(); // chroma_log2_weight_denom
    }
    for (int i = 0; i < indices0 + indices1; i++) {
      skipPairs(in, 1);
      if (hasChroma) {
        skipPairs(in, 2);
      }
    }
  }

  private static void skipPairs(BitReader in, int pairs) {
    if (in.flag()) {
      for (int i = 0; i < pairs; i++) {
        in.se(); // weight
        in.se(); // offset
      }
    }
  }

  /** dec_ref_pic_marking of a picture that is no IDR picture. ITU-T H.264, 7.3.3.3. */
  private static boolean hasReset(BitReader in) {
    if (!in.flag()) {
      return false;
    }
    boolean reset = false;
    int operation = in.ue(6, "memory_management_control_operation");
    while (operation != 0) {
      reset |= operation == RESET;
      if (operation != RESET) {
        in.ue();
      }
      if (operation == 3) {
        in.ue();
      }
      operation = in.ue(6, "memory_management_control_operation");
    }
    return reset;
  }

  /** What matters of slice_type. ITU-T H.264, table 7-6. */
  private enum SliceType {
    P,
    B,
    INTRA;

    static SliceType of(int code) {
      return switch (code % 5) {
        case 0, 3 -> P;
        case 1 -> B;
        default -> INTRA;
      };
    }
  }
}
