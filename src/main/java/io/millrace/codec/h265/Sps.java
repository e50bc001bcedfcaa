package io.millrace.codec.h265;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * Sequence parameter set. ITU-T H.265, 7.3.2.2.
 *
 * @param id sps_seq_parameter_set_id, 0 to 15
 * @param vpsId sps_video_parameter_set_id, 0 to 15
 * @param subLayers temporal sub-layers, 1 to 7
 * @param temporalIdNested sps_temporal_id_nesting_flag
 * @param chromaFormatIdc 0 for monochrome, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
 * @param bitDepthLuma 8 to 15
 * @param bitDepthChroma 8 to 15
 * @param separateColourPlanes separate_colour_plane_flag
 * @param picOrderCntLsbBits of slice_pic_order_cnt_lsb in slice headers, 4 to 16
 * @param maxDecPicBuffering pictures in the buffer at the highest sub-layer, at least 1
 * @param maxNumReorderPics pictures that may come before a picture in decode order and after it in
 *     output order, at the highest sub-layer
 * @param width inside the conformance window, pixels
 * @param height inside the conformance window, pixels; of a field where pictures are fields
 */
public record Sps(
    int id,
    int vpsId,
    int subLayers,
    boolean temporalIdNested,
    ProfileTierLevel profileTierLevel,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    boolean separateColourPlanes,
    int picOrderCntLsbBits,
    int maxDecPicBuffering,
    int maxNumReorderPics,
    int width,
    int height,
    Vui vui) {

  /**
   * Reads a NAL unit of type 33. What stands behind the VUI, extensions of the set, is left unread.
   *
   * @param byteOffset of the NAL unit in the session, for messages
   * @throws MediaException if a field breaks its bound or the end comes early
   */
  public static Sps parse(Payload nalUnit, long byteOffset) {
    return SpsReader.read(nalUnit, byteOffset);
  }

  /** Whether the source is progressive, as general_progressive_source_flag says. A.3. */
  public boolean isProgressive() {
    return (profileTierLevel.constraints() >>> 47 & 1) == 1;
  }

  /** Whether the source is interlaced, as general_interlaced_source_flag says. */
  public boolean isInterlaced() {
    return (profileTierLevel.constraints() >>> 46 & 1) == 1;
  }
}
