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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sound that only an encoder reads: handed on as it comes, with its length in samples, because the
 * timeline counts them. The codec says it where that is simple to read; else the container does.
 */
final class OpaqueAudio implements ElementaryTrack {
  static final String SAVED_AS = "opaque-audio";

  private static final Pattern PCM = Pattern.compile("pcm_[usf](8|16|24|32|64)(le|be)?");
  private static final Pattern LOGARITHMIC = Pattern.compile("pcm_(alaw|mulaw)");
  private static final int MAX_SAMPLE_RATE = 768_000;

  /** Where nobody says how long an access unit is. */
  private static final int ASSUMED_SAMPLES = 1024;

  private final Track track;
  private final String name;
  private final @Nullable VorbisModes vorbis;
  private TrackFormat.@Nullable Audio announced;

  /** Of the access unit before: samples in the block of Vorbis, or in one of TrueHD. */
  private int before;

  private boolean refused;

  private OpaqueAudio(Track track, @Nullable VorbisModes vorbis) {
    this.track = track;
    this.name = FfmpegNames.of(track);
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
    try {
      Sound sound = read(unit);
      boolean usable =
          sound.sampleRate() >= 1
              && sound.sampleRate() <= MAX_SAMPLE_RATE
              && sound.channels() >= 1
              && !name.isEmpty();
      if (!usable) {
        refuse(unit, handler);
      } else if (sound.samples() < 1) {
        handler.onDropped(track.id(), DropReason.INCOMPLETE, unit.byteOffset());
      } else {
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
    } catch (MediaException e) {
      handler.onLoss(track.id(), e);
    }
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
    return new Sound(samples(unit), track.sampleRate(), track.channels());
  }

  private int sampleRate() {
    return announced == null ? track.sampleRate() : announced.sampleRate();
  }

  private int samples(AccessUnit unit) {
    int sampleBytes = sampleBytes() * track.channels();
    if (sampleBytes > 0) {
      return unit.data().length() / sampleBytes;
    }
    if (unit.samples() > 0 || unit.duration() <= 0 || track.sampleRate() < 1) {
      return unit.samples() > 0 ? unit.samples() : ASSUMED_SAMPLES;
    }
    long samples = track.timescale().rescale(unit.duration(), new Timescale(track.sampleRate()));
    return (int) Math.min(samples, track.sampleRate());
  }

  /** Bytes of a sample of PCM; 0 for anything else. */
  private int sampleBytes() {
    Matcher pcm = PCM.matcher(name);
    if (pcm.matches()) {
      return Integer.parseInt(pcm.group(1)) / 8;
    }
    return LOGARITHMIC.matcher(name).matches() ? 1 : 0;
  }

  private void announce(Sound sound, ElementaryHandler handler) {
    TrackFormat.Audio known = announced;
    if (known != null
        && known.sampleRate() == sound.sampleRate()
        && known.channels() == sound.channels()) {
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
            Payload.EMPTY);
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
    out.writeBoolean(refused);
  }

  static OpaqueAudio load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    try {
      OpaqueAudio loaded = new OpaqueAudio(track, vorbis(track));
      loaded.announced = SavedMedia.readKnownAudio(in);
      loaded.before = in.readInt();
      loaded.refused = in.readBoolean();
      return loaded;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved track %d".formatted(track.id()), e);
    }
  }
}
