package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The head of a picture parameter set: who it is and whom it refers to. ITU-T H.265, 7.3.2.3.
 *
 * @param id pps_pic_parameter_set_id, 0 to 63
 * @param spsId pps_seq_parameter_set_id, 0 to 15
 * @param hasOutputFlag output_flag_present_flag
 * @param extraSliceHeaderBits num_extra_slice_header_bits, 0 to 7
 */
public record Pps(int id, int spsId, boolean hasOutputFlag, int extraSliceHeaderBits) {
  /**
   * Reads a NAL unit of type 34.
   *
   * @param byteOffset of the NAL unit in the session, for messages
   * @throws MediaException if a field breaks its bound or the end comes early
   */
  public static Pps parse(Payload nalUnit, long byteOffset) {
    BitReader in = Headers.reader("PPS", nalUnit, NalUnitType.PICTURE_PARAMETER_SET, byteOffset);
    int id = in.ue(63, "pps_pic_parameter_set_id");
    int spsId = in.ue(15, "pps_seq_parameter_set_id");
    in.skip(1); // dependent_slice_segments_enabled_flag
    return new Pps(id, spsId, in.flag(), in.bits(3));
  }
}
