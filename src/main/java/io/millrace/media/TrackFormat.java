package io.millrace.media;

import org.jspecify.annotations.Nullable;

/** What a decoder must know before the first sample of a track: the content of an init segment. */
public sealed interface TrackFormat {
  Codec codec();

  /** RFC 6381 {@code codecs} value: {@code avc1.64001f}, {@code mp4a.40.2}. */
  String codecs();

  /** Decoder configuration record: avcC of ISO/IEC 14496-15, AudioSpecificConfig of 14496-3. */
  Payload configuration();

  /** BCP 47 or ISO 639-2 language, {@code und} if unknown. */
  String language();

  /**
   * A video track.
   *
   * @param width after cropping, pixels
   * @param height after cropping, pixels
   * @param frameRate declared by the bitstream or the container; null if neither does
   */
  record Video(
      Codec codec,
      String codecs,
      Payload configuration,
      String language,
      int width,
      int height,
      PixelAspect pixelAspect,
      Colour colour,
      @Nullable FrameRate frameRate)
      implements TrackFormat {
    /** Width in square pixels, as players show it, to the nearest. */
    public int displayWidth() {
      long scaled = (long) width * pixelAspect.horizontal() + pixelAspect.vertical() / 2;
      return Math.toIntExact(Math.min(Integer.MAX_VALUE, scaled / pixelAspect.vertical()));
    }
  }

  /**
   * An audio track.
   *
   * @param sampleRate Hz, also the timescale of its CMAF track
   * @param samplesPerFrame PCM samples per channel that one access unit decodes to
   * @param silence an access unit that decodes to silence, for holes in the sound
   */
  record Audio(
      Codec codec,
      String codecs,
      Payload configuration,
      String language,
      int sampleRate,
      int channels,
      int samplesPerFrame,
      Payload silence)
      implements TrackFormat {}
}
