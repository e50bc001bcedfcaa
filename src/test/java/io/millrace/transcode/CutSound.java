package io.millrace.transcode;

import io.millrace.libav.DemuxedSound;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Sound that begins at 0 in segments, each with as much around it as its encoder must hear. */
public final class CutSound {
  private static final Timescale ENCODED = new Timescale(EncoderInput.AUDIO_RATE);

  private CutSound() {}

  /** All of it in one segment, with nothing around. */
  static TrackSegment whole(DemuxedSound sound) {
    return segment(sound, 0, sound.samples().size(), 0);
  }

  /** Segments of {@code millis} in whole access units; a rest that is no frame is left out. */
  public static List<TrackSegment> cut(DemuxedSound sound, int millis) {
    long target =
        Timescale.MILLISECONDS.rescale(millis, new Timescale(sound.format().sampleRate()));
    List<TrackSegment> segments = new ArrayList<>();
    long base = 0;
    int from = 0;
    long length = 0;
    for (int i = 0; i < sound.samples().size(); i++) {
      length += sound.samples().get(i).duration();
      if (length >= target || i == sound.samples().size() - 1) {
        Timescale timescale = new Timescale(sound.format().sampleRate());
        if (frames(base + length, timescale) > frames(base, timescale)) {
          segments.add(segment(sound, from, i + 1, base));
        }
        base += length;
        from = i + 1;
        length = 0;
      }
    }
    return segments;
  }

  static EncoderInput input(TrackSegment segment) {
    return Objects.requireNonNull(segment.encoding());
  }

  private static TrackSegment segment(DemuxedSound sound, int from, int to, long base) {
    List<Sample> all = sound.samples();
    Timescale timescale = new Timescale(sound.format().sampleRate());
    long end = base + duration(all.subList(from, to));
    long start = frames(base, timescale);
    long stop = frames(end, timescale);
    long leadFrom = AudioMargins.leadFrom(sound.format(), timescale, start);
    int lead = from;
    for (long at = base; lead > 0 && at > leadFrom; lead--) {
      at -= all.get(lead - 1).duration();
    }
    long trailTo = AudioMargins.trailTo(timescale, stop);
    int trail = to;
    for (long at = end; trail < all.size() && at < trailTo; trail++) {
      at += all.get(trail).duration();
    }
    EncoderInput input =
        new EncoderInput(all.subList(lead, from), all.subList(to, trail), start, stop, false);
    return new TrackSegment("audio", sound.format(), timescale, base, all.subList(from, to), input);
  }

  private static long duration(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::duration).sum();
  }

  private static long frames(long ticks, Timescale timescale) {
    long samples = timescale.rescaleDown(ticks, ENCODED);
    return Math.floorDiv(samples, (long) EncoderInput.AUDIO_FRAME) * EncoderInput.AUDIO_FRAME;
  }
}
