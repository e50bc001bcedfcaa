package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.media.Payload;

/**
 * What the parameter sets say about how slice headers are written. ITU-T H.264, 7.3.2.2.
 *
 * @param sps of the sequence
 * @param bottomFieldOrder bottom_field_pic_order_in_frame_present_flag
 * @param refIndices0 num_ref_idx_l0_default_active_minus1 + 1
 * @param refIndices1 num_ref_idx_l1_default_active_minus1 + 1
 * @param weightedPrediction of P slices
 * @param weightedBiprediction of B slices: 1 says that the weights are in the slices
 * @param redundantPictures redundant_pic_cnt_present_flag
 */
record SliceSyntax(
    Sps sps,
    boolean bottomFieldOrder,
    int refIndices0,
    int refIndices1,
    boolean weightedPrediction,
    int weightedBiprediction,
    boolean redundantPictures) {

  /** More references than any slice may have. */
  static final int MAX_REF_INDICES = 32;

  private static final int MAX_SLICE_GROUPS = 8;
  private static final int MAX_MAP_UNITS = 139_264;

  /** Reads a NAL unit of type 8 that refers to {@code sps}. */
  static SliceSyntax read(Sps sps, Payload pps, long byteOffset) {
    BitReader in = BitReader.ofNalUnit("PPS", pps, byteOffset);
    in.skip(8);
    in.ue();
    in.ue();
    in.skip(1); // entropy_coding_mode_flag
    boolean bottomFieldOrder = in.flag();
    skipSliceGroups(in);
    int refIndices0 = 1 + in.ue(MAX_REF_INDICES - 1, "num_ref_idx_l0_default_active_minus1");
    int refIndices1 = 1 + in.ue(MAX_REF_INDICES - 1, "num_ref_idx_l1_default_active_minus1");
    boolean weightedPrediction = in.flag();
    int weightedBiprediction = in.bits(2);
    in.se(); // pic_init_qp_minus26
    in.se(); // pic_init_qs_minus26
    in.se(); // chroma_qp_index_offset
    in.skip(2); // deblocking_filter_control_present_flag, constrained_intra_pred_flag
    return new SliceSyntax(
        sps,
        bottomFieldOrder,
        refIndices0,
        refIndices1,
        weightedPrediction,
        weightedBiprediction,
        in.flag());
  }

  private static void skipSliceGroups(BitReader in) {
    int groups = 1 + in.ue(MAX_SLICE_GROUPS - 1, "num_slice_groups_minus1");
    if (groups == 1) {
      return;
    }
    int type = in.ue(6, "slice_group_map_type");
    if (type == 0) {
      for (int i = 0; i < groups; i++) {
        in.ue(); // run_length_minus1
      }
    } else if (type == 2) {
      for (int i = 0; i < groups - 1; i++) {
        in.ue(); // top_left
        in.ue(); // bottom_right
      }
    } else if (type >= 3 && type <= 5) {
      in.skip(1); // slice_group_change_direction_flag
      in.ue(); // slice_group_change_rate_minus1
    } else if (type == 6) {
      int mapUnits = 1 + in.ue(MAX_MAP_UNITS - 1, "pic_size_in_map_units_minus1");
      int bits = 32 - Integer.numberOfLeadingZeros(groups - 1);
      in.skip((long) mapUnits * bits);
    }
  }
}
