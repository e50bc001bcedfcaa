package io.millrace.demux.elementary;

import io.millrace.codec.dts.DtsCore;
import io.millrace.codec.dts.TrueHdSync;
import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.vorbis.VorbisModes;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
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
 * Sound that only an encoder reads: handed on as it comes, with its length in samples, because the
 * timeline counts them. The codec says it where that is simple to read; else the container does;
 * and where neither does, an access unit is as long as it is to the next one.
 */
final class OpaqueAudio implements ElementaryTrack {
  static final String SAVED_AS = "opaque-audio";

  private static final int MAX_SAMPLE_RATE = 768_000;

  /** Of a lonely access unit, where nobody says how long it is. */
  private static final int ASSUMED_SAMPLES = 1024;

  private static final int UNKNOWN = -1;

  private final Track track;
  private final String name;
  private final SampleCounts counts;
  private final @Nullable VorbisModes vorbis;
  private TrackFormat.@Nullable Audio announced;

  /**
   * Of the access unit before: its samples, or those of its block of Vorbis; 0 if there is none.
   */
  private int before;

  /** Waits for the next one to be as long as it is to that; null if none does. */
  private @Nullable AccessUnit held;

  private boolean refused;

  private OpaqueAudio(Track track, @Nullable VorbisModes vorbis) {
    this.track = track;
    this.name = FfmpegNames.of(track);
    this.counts = new SampleCounts(name, track);
    this.vorbis = vorbis;
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with another declaration.
   *
   * @throws MediaException if the headers of Vorbis cannot be read
   */
  static OpaqueAudio open(Track track, @Nullable ElementaryTrack before) {
    OpaqueAudio opened = new OpaqueAudio(track, vorbis(track));
    opened.announced = before instanceof OpaqueAudio old ? old.announced : null;
    return opened;
  }

  private static @Nullable VorbisModes vorbis(Track track) {
    return track.codec() == Codec.VORBIS ? VorbisModes.parse(track.configuration()) : null;
  }

  /**
   * What an access unit says.
   *
   * @param samples per channel
   */
  private record Sound(int samples, int sampleRate, int channels) {}

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    release(lengthTo(unit), handler);
    try {
      Sound sound = read(unit);
      boolean usable =
          sound.sampleRate() >= 1
              && sound.sampleRate() <= MAX_SAMPLE_RATE
              && sound.channels() >= 1
              && !name.isEmpty();
      if (!usable) {
        refuse(unit, handler);
      } else if (sound.samples() == UNKNOWN) {
        held = unit;
      } else {
        handOut(unit, sound, handler);
      }
    } catch (MediaException e) {
      handler.onLoss(track.id(), e);
    }
  }

  private void handOut(AccessUnit unit, Sound sound, ElementaryHandler handler) {
    if (sound.samples() < 1) {
      handler.onDropped(track.id(), DropReason.INCOMPLETE, unit.byteOffset());
      return;
    }
    announce(sound, handler);
    handler.onAccessUnit(
        new AccessUnit(
            unit.trackId(),
            unit.pts(),
            unit.duration(),
            true,
            unit.data(),
            unit.byteOffset(),
            sound.samples()));
  }

  /** Hands out the access unit that waits. */
  private void release(int samples, ElementaryHandler handler) {
    AccessUnit unit = held;
    held = null;
    if (unit != null) {
      before = samples;
      handOut(unit, new Sound(samples, track.sampleRate(), track.channels()), handler);
    }
  }

  /** Samples from the access unit that waits to {@code next}, in whole frames. */
  private int lengthTo(AccessUnit next) {
    if (held == null) {
      return 0;
    }
    Timescale samples = new Timescale(track.sampleRate());
    long length =
        track.timescale().rescale(next.pts(), samples)
            - track.timescale().rescale(held.pts(), samples);
    int frame = counts.frameSamples();
    long whole = (length + frame / 2) / frame * frame;
    return whole < 1 || whole > Math.max(frame, track.sampleRate()) ? likely() : (int) whole;
  }

  private int likely() {
    return before > 0 ? before : Math.max(ASSUMED_SAMPLES, counts.frameSamples());
  }

  private Sound read(AccessUnit unit) {
    return switch (track.codec()) {
      case MP2 -> {
        MpegAudioHeader header = MpegAudioHeader.parse(unit.data(), unit.byteOffset());
        yield new Sound(header.samples(), header.sampleRate(), header.channels());
      }
      case DTS -> {
        DtsCore core = DtsCore.parse(unit.data(), unit.byteOffset());
        yield new Sound(core.samples(), core.sampleRate(), core.channels());
      }
      case VORBIS -> vorbis(unit.data());
      default -> other(unit);
    };
  }

  /** Half of this block and half of the one before overlap. Vorbis I, 4.3.8. */
  private Sound vorbis(Payload packet) {
    VorbisModes modes = vorbis;
    if (modes == null) {
      throw new IllegalStateException("Cannot read Vorbis: no headers");
    }
    int block = modes.block(packet);
    int last = before == 0 ? block : before;
    before = block == 0 ? before : block;
    return new Sound(block == 0 ? 0 : (last + block) / 4, modes.sampleRate(), modes.channels());
  }

  private Sound other(AccessUnit unit) {
    if (name.equals("truehd")) {
      TrueHdSync sync = TrueHdSync.find(unit.data());
      before = sync == null ? before : sync.samples();
      return new Sound(before, sync == null ? sampleRate() : sync.sampleRate(), track.channels());
    }
    int samples = samples(unit);
    before = samples == UNKNOWN ? before : samples;
    return new Sound(samples, track.sampleRate(), track.channels());
  }

  private int sampleRate() {
    return announced == null ? track.sampleRate() : announced.sampleRate();
  }

  /** {@link #UNKNOWN} where neither codec nor container says it. */
  private int samples(AccessUnit unit) {
    int counted = counts.of(unit.data(), before == 0);
    if (counted > 0 || unit.samples() > 0) {
      return counted > 0 ? counted : unit.samples();
    }
    if (unit.duration() <= 0 || track.sampleRate() < 1) {
      return UNKNOWN;
    }
    long samples = track.timescale().rescale(unit.duration(), new Timescale(track.sampleRate()));
    return (int) Math.min(samples, track.sampleRate());
  }

  private void announce(Sound sound, ElementaryHandler handler) {
    TrackFormat.Audio known = announced;
    if (known != null
        && known.sampleRate() == sound.sampleRate()
        && known.channels() == sound.channels()
        && known.configuration().equals(track.configuration())
        && known.blocks().equals(track.blocks())) {
      return;
    }
    announced =
        new TrackFormat.Audio(
            track.codec(),
            name,
            track.configuration(),
            track.language(),
            sound.sampleRate(),
            sound.channels(),
            sound.samples(),
            Payload.EMPTY,
            track.blocks());
    handler.onFormat(track.id(), announced);
  }

  private void refuse(AccessUnit unit, ElementaryHandler handler) {
    if (!refused) {
      refused = true;
      handler.onDropped(track.id(), DropReason.UNSUPPORTED_CODEC, unit.byteOffset());
    }
  }

  @Override
  public void end(ElementaryHandler handler) {
    release(likely(), handler);
    before = 0;
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownAudio(out, announced);
    out.writeInt(before);
    out.writeBoolean(held != null);
    if (held != null) {
      SavedMedia.writeAccessUnit(out, held);
    }
    out.writeBoolean(refused);
  }

  static OpaqueAudio load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    try {
      OpaqueAudio loaded = new OpaqueAudio(track, vorbis(track));
      loaded.announced = SavedMedia.readKnownAudio(in);
      loaded.before = in.readInt();
      loaded.held = in.readBoolean() ? SavedMedia.readAccessUnit(in) : null;
      loaded.refused = in.readBoolean();
      return loaded;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved track %d".formatted(track.id()), e);
    }
  }
}
