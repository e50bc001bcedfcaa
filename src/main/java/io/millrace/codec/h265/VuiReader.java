package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.codec.nal.VuiFields;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/** Reads video usability information field by field. ITU-T H.265, E.2.1. */
final class VuiReader {
  private static final int MAX_CHROMA_LOCATION = 5;
  private static final int MAX_SPATIAL_SEGMENTATION = 4095;
  private static final int MAX_CPB_COUNT_MINUS_1 = 31;
  private static final int MAX_ELEMENTAL_DURATION_MINUS_1 = 2047;

  private final BitReader in;
  private final int maxSubLayersMinus1;

  private VuiReader(BitReader in, int maxSubLayersMinus1) {
    this.in = in;
    this.maxSubLayersMinus1 = maxSubLayersMinus1;
  }

  static Vui read(BitReader in, int maxSubLayersMinus1) {
    return new VuiReader(in, maxSubLayersMinus1).read();
  }

  private Vui read() {
    PixelAspect aspect = in.flag() ? VuiFields.aspect(in) : null;
    if (in.flag()) {
      in.skip(1); // overscan_appropriate_flag
    }
    Colour colour = in.flag() ? VuiFields.colour(in) : Colour.UNSPECIFIED;
    if (in.flag()) {
      in.ue(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_top_field");
      in.ue(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_bottom_field");
    }
    in.skip(1); // neutral_chroma_indication_flag
    boolean fieldSequence = in.flag();
    in.skip(1); // frame_field_info_present_flag
    if (in.flag()) {
      in.ue(); // default_display_window
      in.ue();
      in.ue();
      in.ue();
    }
    FrameRate frameRate = in.flag() ? readTiming() : null;
    int segmentation = in.flag() ? readRestriction() : 0;
    return new Vui(aspect, colour, fieldSequence, frameRate, segmentation);
  }

  /** A tick is a picture, unlike in H.264. */
  private @Nullable FrameRate readTiming() {
    long unitsInTick = in.longBits(32);
    long timeScale = in.longBits(32);
    if (in.flag()) {
      in.ue(); // vui_num_ticks_poc_diff_one_minus1
    }
    if (in.flag()) {
      skipHrd();
    }
    return FrameRate.plausible(timeScale, unitsInTick);
  }

  private int readRestriction() {
    in.skip(3);
    int segmentation = in.ue(MAX_SPATIAL_SEGMENTATION, "min_spatial_segmentation_idc");
    in.ue();
    in.ue();
    in.ue();
    in.ue();
    return segmentation;
  }

  /** {@code hrd_parameters(1, maxSubLayersMinus1)}. E.2.2. */
  private void skipHrd() {
    boolean nal = in.flag();
    boolean vcl = in.flag();
    boolean subPicture = false;
    if (nal || vcl) {
      subPicture = in.flag();
      in.skip(subPicture ? 8 + 5 + 1 + 5 : 0);
      in.skip(4 + 4 + (subPicture ? 4 : 0) + 5 + 5 + 5);
    }
    for (int i = 0; i <= maxSubLayersMinus1; i++) {
      int buffers = skipSubLayerRate();
      skipBuffers(nal ? buffers : 0, subPicture);
      skipBuffers(vcl ? buffers : 0, subPicture);
    }
  }

  /** The fields of a sub-layer before its buffers; how many buffers there are. */
  private int skipSubLayerRate() {
    boolean fixedInGeneral = in.flag();
    boolean fixedRate = fixedInGeneral || in.flag(); // at least within the sequence
    boolean lowDelay = false;
    if (fixedRate) {
      in.ue(MAX_ELEMENTAL_DURATION_MINUS_1, "elemental_duration_in_tc_minus1");
    } else {
      lowDelay = in.flag();
    }
    return lowDelay ? 1 : 1 + in.ue(MAX_CPB_COUNT_MINUS_1, "cpb_cnt_minus1");
  }

  /** E.2.3. */
  private void skipBuffers(int count, boolean subPicture) {
    for (int i = 0; i < count; i++) {
      in.ue(); // bit_rate_value_minus1
      in.ue(); // cpb_size_value_minus1
      if (subPicture) {
        in.ue();
        in.ue();
      }
      in.skip(1); // cbr_flag
    }
  }
}
