package io.millrace.codec.h265;

import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * Video usability information: how the picture is meant to be shown. ITU-T H.265, Annex E. The
 * default display window is left aside, as decoders do: it is a proposal, not a cropping.
 *
 * @param pixelAspect null if not declared
 * @param fieldSequence field_seq_flag: each picture is a field
 * @param frameRate of pictures, which may be fields; null if not declared or not plausible
 * @param minSpatialSegmentation min_spatial_segmentation_idc, 0 to 4095
 */
public record Vui(
    @Nullable PixelAspect pixelAspect,
    Colour colour,
    boolean fieldSequence,
    @Nullable FrameRate frameRate,
    int minSpatialSegmentation) {
  /** What holds for a sequence parameter set without any. */
  public static final Vui NONE = new Vui(null, Colour.UNSPECIFIED, false, null, 0);
}
