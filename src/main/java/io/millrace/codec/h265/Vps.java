package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Video parameter set, as far as one layer needs it. ITU-T H.265, 7.3.2.1.
 *
 * @param id vps_video_parameter_set_id, 0 to 15
 * @param frameRate of pictures; null if not declared or not plausible
 */
public record Vps(int id, @Nullable FrameRate frameRate) {
  private static final int MAX_SUB_LAYERS_MINUS_1 = 6;
  private static final int MAX_LAYER_SETS_MINUS_1 = 1023;

  /**
   * Reads a NAL unit of type 32.
   *
   * @param byteOffset of the NAL unit in the session, for messages
   * @throws MediaException if a field breaks its bound or the end comes early
   */
  public static Vps parse(Payload nalUnit, long byteOffset) {
    BitReader in = Headers.reader("VPS", nalUnit, NalUnitType.VIDEO_PARAMETER_SET, byteOffset);
    int id = in.bits(4);
    in.skip(2 + 6); // vps_base_layer_*_flag, vps_max_layers_minus1
    int maxSubLayersMinus1 = in.bits(3);
    if (maxSubLayersMinus1 > MAX_SUB_LAYERS_MINUS_1) {
      throw new MediaException.Malformed(byteOffset, "VPS: vps_max_sub_layers_minus1 7");
    }
    in.skip(1 + 16); // vps_temporal_id_nesting_flag, vps_reserved_0xffff_16bits
    ProfileTierLevel.read(in, maxSubLayersMinus1);
    for (int i = in.flag() ? 0 : maxSubLayersMinus1; i <= maxSubLayersMinus1; i++) {
      in.ue();
      in.ue();
      in.ue();
    }
    int maxLayerId = in.bits(6);
    long layerSets = in.ue(MAX_LAYER_SETS_MINUS_1, "vps_num_layer_sets_minus1");
    in.skip(layerSets * (maxLayerId + 1)); // layer_id_included_flag
    if (!in.flag()) {
      return new Vps(id, null);
    }
    long unitsInTick = in.longBits(32);
    return new Vps(id, FrameRate.plausible(in.longBits(32), unitsInTick));
  }
}
