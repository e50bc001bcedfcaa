package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The head of a picture parameter set: who it is and whom it refers to. ITU-T H.264, 7.3.2.2.
 *
 * @param id pic_parameter_set_id, 0 to 255
 * @param spsId seq_parameter_set_id, 0 to 31
 * @param cabac entropy_coding_mode_flag
 */
public record Pps(int id, int spsId, boolean cabac) {
  /** Reads a NAL unit of type 8. */
  public static Pps parse(Payload nalUnit, long byteOffset) {
    BitReader in = BitReader.ofNalUnit("PPS", nalUnit, byteOffset);
    int type = NalUnitType.of(in.bits(8));
    if (type != NalUnitType.PICTURE_PARAMETER_SET) {
      throw new MediaException.Malformed(byteOffset, "PPS: NAL unit type %d, not 8", type);
    }
    return new Pps(
        in.ue(255, "pic_parameter_set_id"), in.ue(31, "seq_parameter_set_id"), in.flag());
  }
}
