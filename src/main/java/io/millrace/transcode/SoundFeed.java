package io.millrace.transcode;

import io.millrace.codec.flac.StreamInfo;
import io.millrace.codec.opus.OpusHead;
import io.millrace.libav.AudioDecoder;
import io.millrace.libav.Sound;
import io.millrace.media.AudioTarget;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sound of a segment, with what its encoder hears in front of and behind it, decoded and laid
 * where the access units stand on the timeline. What an access unit decodes to begins where it
 * begins and ends where it ends at the latest; where there is nothing there is silence.
 */
final class SoundFeed {
  /** A source of more rates and layouts in one segment is damaged. */
  private static final int MAX_LANES = 8;

  private final TrackSegment source;
  private final TrackFormat.Audio format;
  private final EncoderInput input;
  private final AudioTarget.Layout layout;
  private final List<Sample> units = new ArrayList<>();

  /** Where each access unit begins, and the last one ends, ticks of the source. */
  private final long[] places;

  private final List<SoundLane> lanes = new ArrayList<>();
  private final SoundMix mix;
  private int damaged;

  /** The access unit whose sound is laid, and how much of it is, samples. */
  private int laying = -1;

  private long laid;

  SoundFeed(
      TrackSegment source,
      TrackFormat.Audio format,
      EncoderInput input,
      AudioTarget.Layout layout) {
    this.source = source;
    this.format = format;
    this.input = input;
    this.layout = layout;
    units.addAll(input.lead());
    units.addAll(source.samples());
    units.addAll(input.trail());
    this.places = new long[units.size() + 1];
    places[0] = source.baseMediaDecodeTime() - input.leadDuration();
    for (int i = 0; i < units.size(); i++) {
      places[i + 1] = places[i] + units.get(i).duration();
    }
    this.mix =
        new SoundMix(
            layout.channels(),
            AudioMargins.firstHeard(input.start()),
            AudioMargins.lastHeard(input.end()));
  }

  /** One array for each channel, from {@link AudioMargins#firstHeard} on. */
  float[][] read() {
    Timescale timescale = source.timescale();
    long from = AudioMargins.leadFrom(format, timescale, input.start());
    long to = AudioMargins.trailTo(timescale, input.end());
    try (AudioDecoder decoder = new AudioDecoder(format, extradata(format))) {
      for (int i = 0; i < units.size(); i++) {
        // What else the segment holds must not count: the next one may not have it.
        if (places[i + 1] > from && places[i] < to) {
          int before = decoder.damaged();
          decoder.decode(units.get(i).data(), i, this::lay);
          damaged += isOwn(i) ? decoder.damaged() - before : 0;
        }
      }
      decoder.drain(this::lay);
      lanes.forEach(SoundLane::finish);
    } finally {
      lanes.forEach(SoundLane::close);
    }
    return mix.planes();
  }

  /** Access units of the segment itself that could not be decoded. */
  int damaged() {
    return damaged;
  }

  private boolean isOwn(int unit) {
    int index = unit - input.lead().size();
    return index >= 0 && index < source.samples().size();
  }

  private void lay(Sound sound) {
    try (sound) {
      if (sound.pts() != Sound.NO_PTS && sound.pts() != laying) {
        laying = Math.toIntExact(sound.pts());
        laid = 0;
      }
      SoundLane lane = lane(sound);
      if (lane != null && laying >= 0) {
        Timescale timescale = source.timescale();
        long place = timescale.rescale(places[laying], lane.rate()) + laid;
        lane.lay(sound, place, timescale.rescale(places[laying + 1], lane.rate()));
        laid += sound.samples();
      }
    }
  }

  private @Nullable SoundLane lane(Sound sound) {
    for (SoundLane lane : lanes) {
      if (lane.takes(sound)) {
        return lane;
      }
    }
    if (lanes.size() == MAX_LANES) {
      return null;
    }
    SoundLane lane = new SoundLane(sound, layout, mix);
    lanes.add(lane);
    return lane;
  }

  /** The configuration as FFmpeg has it, where CMAF has another form. */
  private static Payload extradata(TrackFormat.Audio format) {
    Payload configuration = format.configuration();
    return switch (format.codec()) {
      case OPUS -> OpusHead.parse(configuration, 0).header();
      case FLAC -> StreamInfo.parse(configuration, 0).record();
      default -> configuration;
    };
  }
}
