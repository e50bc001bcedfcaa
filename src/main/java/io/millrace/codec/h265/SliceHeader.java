package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * What the first slice segment of a picture says about it. ITU-T H.265, 7.3.6.1.
 *
 * @param sps of the sequence
 * @param type see {@link NalUnitType}
 * @param temporalId 0 to 6
 * @param picOrderCntLsb 0 for an IDR picture
 */
public record SliceHeader(Sps sps, int type, int temporalId, int picOrderCntLsb) {
  private static final int MAX_BYTES = 64;

  /**
   * Reads a NAL unit of the base layer with a slice segment.
   *
   * @param sets that hold for this picture
   * @throws MediaException.Malformed if it is not the first of its picture, refers to a set that is
   *     not there, or ends early
   */
  public static SliceHeader parse(Payload nalUnit, ParameterSets sets, long byteOffset) {
    Payload head = nalUnit.slice(0, Math.min(nalUnit.length(), MAX_BYTES));
    BitReader in = BitReader.ofNalUnit("slice segment header", head, byteOffset);
    int first = in.bits(8);
    int second = in.bits(8);
    int type = NalUnitType.of(first, second);
    if (!in.flag()) {
      throw new MediaException.Malformed(
          byteOffset, "H.265: the first slice segment of a picture is missing");
    }
    if (type >= NalUnitType.BLA_W_LP && type <= 23) {
      in.skip(1); // no_output_of_prior_pics_flag
    }
    ParameterSets.Pair pair = sets.pair(in.ue(63, "slice_pic_parameter_set_id"), byteOffset);
    in.skip(pair.pps().extraSliceHeaderBits());
    in.ue(2, "slice_type");
    in.skip((pair.pps().hasOutputFlag() ? 1 : 0) + (pair.sps().separateColourPlanes() ? 2 : 0));
    boolean idr = type == NalUnitType.IDR_W_RADL || type == NalUnitType.IDR_N_LP;
    int lsb = idr ? 0 : in.bits(pair.sps().picOrderCntLsbBits());
    return new SliceHeader(pair.sps(), type, (second & 7) - 1, lsb);
  }
}
