package io.millrace.demux.elementary;

import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.codec.aac.AudioSpecificConfig.Extension;
import io.millrace.codec.aac.SilentFrame;
import io.millrace.codec.nal.NalIndex;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * AAC: the format is the container's configuration, and every access unit is a sync sample.
 *
 * <p>Spectral band replication is published where the configuration declares it, always as the
 * first object type, which is what {@code mp4a.40.5} promises. ADTS cannot declare it, and to find
 * it in the payload is to decode all Huffman codes before it: such a stream is published as its
 * core, and decoders find the rest, as they must (implicit signalling, ISO/IEC 14496-3, 1.6.6.1.2).
 */
final class AacTrack implements ElementaryTrack {
  static final String SAVED_AS = "aac";

  private final Track track;
  private final TrackFormat.Audio format;
  private TrackFormat.@Nullable Audio announced;

  private AacTrack(Track track, TrackFormat.Audio format, TrackFormat.@Nullable Audio announced) {
    this.track = track;
    this.format = format;
    this.announced = announced;
  }

  /**
   * A track with nothing announced but what {@code before} has.
   *
   * @throws MediaException if the container's configuration cannot be read or is not served
   */
  static AacTrack open(Track track, @Nullable ElementaryTrack before) {
    TrackFormat.Audio announced = before instanceof AacTrack aac ? aac.announced : null;
    return new AacTrack(track, format(track), announced);
  }

  private static TrackFormat.Audio format(Track track) {
    Payload declared = track.configuration();
    AudioSpecificConfig config =
        declared.isEmpty() ? configuration(track) : AudioSpecificConfig.parse(declared, 0);
    boolean asDeclared = !declared.isEmpty() && config.extension() == Extension.NONE;
    return new TrackFormat.Audio(
        Codec.AAC,
        config.codecs(),
        asDeclared ? declared.compact() : config.payload(),
        track.language(),
        config.sampleRate(),
        config.channels(),
        config.samplesPerFrame(),
        SilentFrame.of(config));
  }

  /** What old Matroska files say by name instead: {@code A_AAC/MPEG4/LC/SBR}. */
  private static AudioSpecificConfig configuration(Track track) {
    int channelConfiguration = track.channels() == 8 ? 7 : track.channels();
    if (track.sampleRate() < 1 || channelConfiguration < 1 || channelConfiguration > 7) {
      throw new MediaException.Unsupported(
          0,
          "AAC: track %d has no AudioSpecificConfig, %d Hz and %d channels",
          track.id(),
          track.sampleRate(),
          track.channels());
    }
    String codecId = track.codecId();
    int objectType =
        codecId.contains("/MAIN")
            ? 1
            : codecId.contains("/SSR") ? 3 : codecId.contains("/LTP") ? 4 : 2;
    AudioSpecificConfig core =
        AudioSpecificConfig.of(objectType, track.sampleRate(), channelConfiguration);
    return codecId.endsWith("/SBR") ? core.with(Extension.SBR, 2 * track.sampleRate()) : core;
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    if (!format.equals(announced)) {
      announced = format;
      handler.onFormat(track.id(), format);
    }
    handler.onAccessUnit(unit.with(true, unit.data()));
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownAudio(out, announced);
  }

  static AacTrack load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    TrackFormat.Audio announced = SavedMedia.readKnownAudio(in);
    try {
      return new AacTrack(track, format(track), announced);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved AAC track %d".formatted(track.id()), e);
    }
  }
}
