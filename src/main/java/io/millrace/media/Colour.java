package io.millrace.media;

/**
 * Coding-independent code points of a picture's colour. ITU-T H.273, 8; {@code colr nclx} of
 * ISO/IEC 14496-12, 12.1.5. The value 2 means unspecified.
 */
public record Colour(int primaries, int transfer, int matrix, boolean fullRange) {
  public static final Colour UNSPECIFIED = new Colour(2, 2, 2, false);
}
