package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import java.util.ArrayList;
import java.util.List;

/**
 * How the pictures of a sequence are counted, and how their order of output is told. ITU-T H.264,
 * 7.4.2.1.1.
 *
 * @param frameNumBits of frame_num in slice headers, 4 to 16
 * @param picOrderCntType 2 says that pictures are shown in the order they are coded
 * @param picOrderCntLsbBits of pic_order_cnt_lsb in slice headers, 4 to 16; type 0
 * @param deltaAlwaysZero delta_pic_order_always_zero_flag; type 1
 * @param offsetsForRefFrame one for each frame of the cycle, at most 255; type 1
 */
public record PictureNumbering(
    int frameNumBits,
    int picOrderCntType,
    int picOrderCntLsbBits,
    boolean deltaAlwaysZero,
    int offsetForNonRefPic,
    int offsetForTopToBottomField,
    List<Integer> offsetsForRefFrame) {

  private static final int MAX_CYCLE = 255;

  public PictureNumbering {
    offsetsForRefFrame = List.copyOf(offsetsForRefFrame);
  }

  static PictureNumbering read(BitReader in) {
    int frameNumBits = 4 + in.ue(12, "log2_max_frame_num_minus4");
    int type = in.ue(2, "pic_order_cnt_type");
    if (type == 0) {
      int bits = 4 + in.ue(12, "log2_max_pic_order_cnt_lsb_minus4");
      return new PictureNumbering(frameNumBits, type, bits, false, 0, 0, List.of());
    }
    if (type == 2) {
      return new PictureNumbering(frameNumBits, type, 0, false, 0, 0, List.of());
    }
    boolean deltaAlwaysZero = in.flag();
    int offsetForNonRefPic = in.se();
    int offsetForTopToBottomField = in.se();
    List<Integer> offsets = new ArrayList<>();
    for (int i = in.ue(MAX_CYCLE, "num_ref_frames_in_pic_order_cnt_cycle"); i > 0; i--) {
      offsets.add(in.se());
    }
    return new PictureNumbering(
        frameNumBits,
        type,
        0,
        deltaAlwaysZero,
        offsetForNonRefPic,
        offsetForTopToBottomField,
        offsets);
  }
}
