package io.millrace.demux.elementary;

import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.PixelAspect;
import io.millrace.media.Track;
import org.jspecify.annotations.Nullable;

/**
 * What holds where both bitstream and container may speak: the bitstream's word where it says
 * anything, because it is what decoders go by.
 */
final class Precedence {
  private Precedence() {}

  static PixelAspect aspect(@Nullable PixelAspect bitstream, Track track) {
    return bitstream == null ? track.display().pixelAspectOrSquare() : bitstream;
  }

  /** The range too is the container's only where the bitstream says nothing at all. */
  static Colour colour(Colour bitstream, Track track) {
    Colour declared = track.display().colour();
    return bitstream.equals(Colour.UNSPECIFIED) ? declared : bitstream.orElse(declared);
  }

  static @Nullable FrameRate frameRate(@Nullable FrameRate bitstream, Track track) {
    return bitstream == null ? track.frameRate() : bitstream;
  }
}
