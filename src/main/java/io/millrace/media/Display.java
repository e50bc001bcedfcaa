package io.millrace.media;

import org.jspecify.annotations.Nullable;

/**
 * How pictures are to be shown, as far as the container says so. What the bitstream says of aspect
 * and colour has precedence.
 *
 * @param pixelAspect null if the container does not say
 * @param rotation clockwise in degrees, as the pictures are to be turned: 0, 90, 180 or 270
 */
public record Display(@Nullable PixelAspect pixelAspect, Colour colour, Hdr hdr, int rotation) {
  /** The container says nothing. */
  public static final Display UNDECLARED = new Display(null, Colour.UNSPECIFIED, Hdr.UNKNOWN, 0);

  /** The pixel aspect, square where the container does not say. */
  public PixelAspect pixelAspectOrSquare() {
    return pixelAspect == null ? PixelAspect.SQUARE : pixelAspect;
  }

  public Display {
    if (rotation % 90 != 0 || rotation < 0 || rotation > 270) {
      throw new IllegalArgumentException("Invalid rotation: %d degrees".formatted(rotation));
    }
  }
}
