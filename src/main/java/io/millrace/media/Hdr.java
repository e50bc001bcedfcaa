package io.millrace.media;

import org.jspecify.annotations.Nullable;

/**
 * How the content of a high dynamic range picture was graded, for the display that shows it.
 *
 * @param mastering null if unknown
 * @param lightLevel null if unknown
 */
public record Hdr(@Nullable MasteringDisplay mastering, @Nullable LightLevel lightLevel) {
  public static final Hdr UNKNOWN = new Hdr(null, null);

  /** The same, with what {@code other} knows where nothing is known here. */
  public Hdr orElse(Hdr other) {
    return new Hdr(
        mastering == null ? other.mastering : mastering,
        lightLevel == null ? other.lightLevel : lightLevel);
  }

  /**
   * The display that the content was graded on. SMPTE ST 2086; {@code mdcv} of ISO/IEC 14496-12,
   * 12.1.8; SEI message of ITU-T H.265, D.2.28.
   *
   * @param redX chromaticity of the red primary in steps of 0.00002, and so on
   * @param maxLuminance in steps of 0.0001 candela per square metre
   * @param minLuminance in steps of 0.0001 candela per square metre
   */
  public record MasteringDisplay(
      int redX,
      int redY,
      int greenX,
      int greenY,
      int blueX,
      int blueY,
      int whiteX,
      int whiteY,
      long maxLuminance,
      long minLuminance) {}

  /**
   * How bright the content is. CTA-861; {@code clli} of ISO/IEC 14496-12, 12.1.6; SEI message of
   * ITU-T H.265, D.2.35.
   *
   * @param maxContent brightest pixel, candela per square metre; 0 if unknown
   * @param maxFrameAverage brightest picture on average, candela per square metre; 0 if unknown
   */
  public record LightLevel(int maxContent, int maxFrameAverage) {}
}
