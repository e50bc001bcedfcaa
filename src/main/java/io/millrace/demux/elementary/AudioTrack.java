package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.demux.elementary.AudioSyntax.Sound;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Opus, FLAC and MP3: every access unit says how long it is, and is a sync sample. What a container
 * has put together is taken apart where the codec tells the size of a frame.
 */
final class AudioTrack implements ElementaryTrack {
  static final String SAVED_AS = "audio";

  private final Track track;
  private final AudioSyntax syntax;
  private TrackFormat.@Nullable Audio announced;

  /** Of the last access unit since the track was declared; null before the first. */
  private TrackFormat.@Nullable Audio format;

  /** An access unit was of a kind that is not served: said once. */
  private boolean refused;

  private AudioTrack(Track track, TrackFormat.@Nullable Audio announced) {
    this.track = track;
    this.syntax = AudioSyntax.of(track);
    this.announced = announced;
  }

  /**
   * A track of which nothing is known yet but what {@code before} has announced.
   *
   * @throws MediaException if the container's configuration is needed and cannot be used
   */
  static AudioTrack open(Track track, @Nullable ElementaryTrack before) {
    return new AudioTrack(track, before instanceof AudioTrack old ? old.announced : null);
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    Payload rest = unit.data();
    long samples = 0;
    try {
      while (!rest.isEmpty()) {
        Sound sound = syntax.read(rest, unit.byteOffset(), format);
        announce(sound.format(), handler);
        Payload data = rest.slice(0, sound.bytes());
        handler.onAccessUnit(accessUnit(unit, data, samples, sound));
        samples += sound.samples();
        rest = rest.slice(sound.bytes(), rest.length() - sound.bytes());
      }
    } catch (MediaException.Unsupported e) {
      refuse(unit, handler);
    } catch (MediaException.Malformed e) {
      handler.onLoss(track.id(), e);
    }
  }

  private void announce(TrackFormat.Audio found, ElementaryHandler handler) {
    if (found == format) {
      return;
    }
    format = found;
    if (!found.equals(announced)) {
      announced = found;
      handler.onFormat(track.id(), found);
    }
  }

  /**
   * The access unit that begins {@code samples} behind the start of {@code unit}, and is perhaps
   * all of it.
   */
  private AccessUnit accessUnit(AccessUnit unit, Payload data, long samples, Sound sound) {
    Timescale rate = new Timescale(sound.format().sampleRate());
    long pts = unit.pts() + rate.rescale(samples, track.timescale());
    boolean whole = data.length() == unit.data().length();
    return new AccessUnit(
        unit.trackId(),
        pts,
        whole ? unit.duration() : 0,
        true,
        data,
        unit.byteOffset(),
        sound.samples());
  }

  private void refuse(AccessUnit unit, ElementaryHandler handler) {
    if (!refused) {
      refused = true;
      handler.onDropped(track.id(), DropReason.UNSUPPORTED_CODEC, unit.byteOffset());
    }
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownAudio(out, announced);
    out.writeBoolean(format != null);
    out.writeBoolean(refused);
  }

  static AudioTrack load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    try {
      AudioTrack loaded = new AudioTrack(track, SavedMedia.readKnownAudio(in));
      loaded.format = in.readBoolean() ? loaded.announced : null;
      loaded.refused = in.readBoolean();
      return loaded;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved audio track %d".formatted(track.id()), e);
    }
  }
}
