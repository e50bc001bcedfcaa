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
   * @param rotation clockwise in degrees, as the pictures are to be turned: 0, 90, 180 or 270
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
      Hdr hdr,
      int rotation,
      @Nullable FrameRate frameRate)
      implements TrackFormat {
    /** What a track header can say. ISO/IEC 14496-12, 8.3.2. */
    private static final int MAX_DISPLAY_WIDTH = 0xffff;

    /** The same but for the frame rate. */
    public Video withFrameRate(@Nullable FrameRate other) {
      return with(configuration, other);
    }

    /** The same but for the decoder configuration record. */
    public Video withConfiguration(Payload other) {
      return with(other, frameRate);
    }

    private Video with(Payload otherConfiguration, @Nullable FrameRate otherRate) {
      return new Video(
          codec,
          codecs,
          otherConfiguration,
          language,
          width,
          height,
          pixelAspect,
          colour,
          hdr,
          rotation,
          otherRate);
    }

    /**
     * Width in square pixels, as players show it, to the nearest; the coded width where the aspect
     * is too narrow or too wide to be meant.
     */
    public int displayWidth() {
      long scaled = (long) width * pixelAspect.horizontal() + pixelAspect.vertical() / 2;
      long shown = scaled / pixelAspect.vertical();
      return shown < 1 || shown > MAX_DISPLAY_WIDTH ? width : (int) shown;
    }
  }

  /**
   * An audio track.
   *
   * @param sampleRate Hz, also the timescale of its CMAF track
   * @param samplesPerFrame PCM samples per channel that an access unit decodes to, unless it says
   *     itself
   * @param silence an access unit that decodes to silence, for holes in the sound; empty if the
   *     codec has none here
   * @param blocks for decoders of what only an encoder reads
   */
  record Audio(
      Codec codec,
      String codecs,
      Payload configuration,
      String language,
      int sampleRate,
      int channels,
      int samplesPerFrame,
      Payload silence,
      SoundBlocks blocks)
      implements TrackFormat {
    /** A track of a coding that says itself how it is decoded. */
    public Audio(
        Codec codec,
        String codecs,
        Payload configuration,
        String language,
        int sampleRate,
        int channels,
        int samplesPerFrame,
        Payload silence) {
      this(
          codec,
          codecs,
          configuration,
          language,
          sampleRate,
          channels,
          samplesPerFrame,
          silence,
          SoundBlocks.UNDECLARED);
    }
  }
}
