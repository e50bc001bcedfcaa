package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.codec.nal.VuiFields;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * Video usability information: how the picture is meant to be shown. ITU-T H.264, Annex E.
 *
 * @param pixelAspect null if not declared
 * @param frameRate of frames, not fields; null if not declared or not plausible
 * @param fixedFrameRate fixed_frame_rate_flag: every picture keeps to that rate
 * @param maxNumReorderFrames {@link #UNDECLARED} or 0 to 16
 * @param maxDecFrameBuffering {@link #UNDECLARED} or 0 to 16
 */
public record Vui(
    @Nullable PixelAspect pixelAspect,
    Colour colour,
    @Nullable FrameRate frameRate,
    boolean fixedFrameRate,
    int maxNumReorderFrames,
    int maxDecFrameBuffering) {

  public static final int UNDECLARED = -1;

  /** What holds for a sequence parameter set without any. */
  public static final Vui NONE =
      new Vui(null, Colour.UNSPECIFIED, null, false, UNDECLARED, UNDECLARED);

  private static final int MAX_FRAMES = 16;

  static Vui read(BitReader in) {
    PixelAspect pixelAspect = in.flag() ? VuiFields.aspect(in) : null;
    if (in.flag()) {
      in.skip(1); // overscan_appropriate_flag
    }
    Colour colour = in.flag() ? VuiFields.colour(in) : Colour.UNSPECIFIED;
    if (in.flag()) {
      in.ue(5, "chroma_sample_loc_type_top_field");
      in.ue(5, "chroma_sample_loc_type_bottom_field");
    }
    FrameRate frameRate = null;
    boolean fixed = false;
    if (in.flag()) {
      frameRate = frameRate(in.longBits(32), in.longBits(32));
      fixed = in.flag();
    }
    skipHrd(in);
    int reorder = UNDECLARED;
    int buffering = UNDECLARED;
    if (in.flag()) {
      in.skip(1); // motion_vectors_over_pic_boundaries_flag
      in.ue();
      in.ue();
      in.ue();
      in.ue();
      reorder = in.ue(MAX_FRAMES, "max_num_reorder_frames");
      buffering = in.ue(MAX_FRAMES, "max_dec_frame_buffering");
    }
    return new Vui(pixelAspect, colour, frameRate, fixed, reorder, buffering);
  }

  /** A tick is a field: two of them are a frame, however it is coded. ITU-T H.264, E.2.1. */
  static @Nullable FrameRate frameRate(long numUnitsInTick, long timeScale) {
    return FrameRate.plausible(timeScale, 2 * numUnitsInTick);
  }

  private static void skipHrd(BitReader in) {
    boolean nal = in.flag();
    if (nal) {
      skipHrdParameters(in);
    }
    boolean vcl = in.flag();
    if (vcl) {
      skipHrdParameters(in);
    }
    if (nal || vcl) {
      in.skip(1); // low_delay_hrd_flag
    }
    in.skip(1); // pic_struct_present_flag
  }

  private static void skipHrdParameters(BitReader in) {
    int count = in.ue(31, "cpb_cnt_minus1") + 1;
    in.skip(8);
    for (int i = 0; i < count; i++) {
      in.ue();
      in.ue();
      in.skip(1);
    }
    in.skip(20);
  }
}
