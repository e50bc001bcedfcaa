package io.millrace.media;

/** Width to height of one pixel, {@code 1:1} for square ones. ISO/IEC 14496-12, 12.1.4. */
public record PixelAspect(int horizontal, int vertical) {
  public static final PixelAspect SQUARE = new PixelAspect(1, 1);

  public PixelAspect {
    if (horizontal < 1 || vertical < 1) {
      throw new IllegalArgumentException(
          "Invalid pixel aspect: %d:%d".formatted(horizontal, vertical));
    }
  }
}
