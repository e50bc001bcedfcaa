package io.millrace.playlist;

/**
 * One rendition's part of a {@link StoredSegment}, with what the multivariant playlist says about
 * it. Fields of the other media type are 0.
 *
 * @param rendition name in object names
 * @param type name of a {@link io.millrace.media.MediaType}
 * @param codecs RFC 6381
 * @param language BCP 47 or ISO 639-2, {@code und} if unknown
 * @param width after cropping, in square pixels, as players show it
 * @param frameRateNumerator frames per second, 0 if variable
 * @param sampleRate Hz
 * @param objects of joint object coding in the sound (ETSI TS 103 420); 0 if there are none
 * @param initFile name of the init segment beside the playlist
 * @param segmentFile name of the media segment beside the playlist
 * @param timescale ticks per second of the next two
 * @param baseMediaDecodeTime ticks
 * @param duration ticks, exact
 * @param bytes size of the media segment object
 * @param independent a player can start here, and needs no other segment for any sample
 * @param transfer TransferCharacteristics of ITU-T H.273, 8.2
 */
public record StoredTrack(
    String rendition,
    String type,
    String codecs,
    String language,
    int width,
    int height,
    int frameRateNumerator,
    int frameRateDenominator,
    int sampleRate,
    int channels,
    int objects,
    String initFile,
    String segmentFile,
    int timescale,
    long baseMediaDecodeTime,
    long duration,
    long bytes,
    boolean independent,
    int transfer) {
  /** TransferCharacteristics that nobody has said: those of SDR. */
  public static final int UNSPECIFIED_TRANSFER = 2;

  /** A track without objects in its sound, of unspecified transfer characteristics. */
  public StoredTrack(
      String rendition,
      String type,
      String codecs,
      String language,
      int width,
      int height,
      int frameRateNumerator,
      int frameRateDenominator,
      int sampleRate,
      int channels,
      String initFile,
      String segmentFile,
      int timescale,
      long baseMediaDecodeTime,
      long duration,
      long bytes,
      boolean independent) {
    this(
        rendition,
        type,
        codecs,
        language,
        width,
        height,
        frameRateNumerator,
        frameRateDenominator,
        sampleRate,
        channels,
        0,
        initFile,
        segmentFile,
        timescale,
        baseMediaDecodeTime,
        duration,
        bytes,
        independent,
        UNSPECIFIED_TRANSFER);
  }
}
