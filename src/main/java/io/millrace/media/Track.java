package io.millrace.media;

import org.jspecify.annotations.Nullable;

/**
 * One elementary stream as its container declares it, before anybody looked into the access units.
 * Zero and {@link Payload#EMPTY} mean "the container does not say".
 *
 * @param id the container's own number: TrackNumber in Matroska, PID in MPEG-TS
 * @param codecId the container's own word: {@code V_MPEG4/ISO/AVC}, {@code stream_type 0x1b}
 * @param configuration the codec's configuration record: avcC, AudioSpecificConfig ...
 * @param framing how the bytes of an access unit are delimited
 * @param timescale of every time of this track's access units
 * @param frameRate declared by the container
 * @param width of the coded picture, pixels
 * @param height of the coded picture, pixels
 * @param sampleRate of the audio, Hz
 * @param channels of the audio
 * @param blocks of the audio
 * @param display how the container wants pictures to be shown
 * @param language BCP 47 or ISO 639-2 as the container has it, {@code und} if unknown
 * @param use whether it can be published at all
 * @param preferred the container's default flag
 */
public record Track(
    int id,
    Codec codec,
    String codecId,
    Payload configuration,
    Framing framing,
    Timescale timescale,
    @Nullable FrameRate frameRate,
    int width,
    int height,
    int sampleRate,
    int channels,
    SoundBlocks blocks,
    Display display,
    String language,
    Use use,
    boolean preferred) {
  /** A track of pictures, or of sound that says itself how it is decoded. */
  public Track(
      int id,
      Codec codec,
      String codecId,
      Payload configuration,
      Framing framing,
      Timescale timescale,
      @Nullable FrameRate frameRate,
      int width,
      int height,
      int sampleRate,
      int channels,
      Display display,
      String language,
      Use use,
      boolean preferred) {
    this(
        id,
        codec,
        codecId,
        configuration,
        framing,
        timescale,
        frameRate,
        width,
        height,
        sampleRate,
        channels,
        SoundBlocks.UNDECLARED,
        display,
        language,
        use,
        preferred);
  }

  /** How the bytes of an access unit are delimited. */
  public enum Framing {
    /** NAL units behind start codes, ISO/IEC 14496-10, Annex B; OBUs behind them in MPEG-TS. */
    ANNEX_B,
    /** NAL units behind their lengths. ISO/IEC 14496-15, 5.3.3. */
    LENGTH_PREFIXED,
    /** The access unit is the bytes, nothing around it: AAC raw_data_block and most others. */
    RAW
  }

  /** What a track is good for. Saved state holds the names: a name is for ever. */
  public enum Use {
    /** Pictures, sound and what belongs to them. */
    PROGRAMME,
    /** Cover art, thumbnails, tracks that are switched off. */
    AUXILIARY,
    /** Encrypted, or packed in a way that is not read. */
    UNREADABLE
  }

  public MediaType type() {
    return codec.type();
  }
}
