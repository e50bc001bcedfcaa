package io.millrace.segment;

import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of one track in a segment: a run of samples whose decode times join without a gap.
 *
 * @param rendition name in object names: {@code video}, {@code audio}
 * @param timescale of all times here, the same for the life of the rendition
 * @param baseMediaDecodeTime decode time of the first sample, ticks; the previous segment's plus
 *     the previous segment's durations
 * @param samples in decode order, at least one
 * @param encoding what an encoder needs beside them; null if nothing is encoded from this track
 */
public record TrackSegment(
    String rendition,
    TrackFormat format,
    Timescale timescale,
    long baseMediaDecodeTime,
    List<Sample> samples,
    @Nullable EncoderInput encoding) {
  public TrackSegment {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("Invalid segment of %s: no samples".formatted(rendition));
    }
    samples = List.copyOf(samples);
  }

  /** A part that is published as it is. */
  public TrackSegment(
      String rendition,
      TrackFormat format,
      Timescale timescale,
      long baseMediaDecodeTime,
      List<Sample> samples) {
    this(rendition, format, timescale, baseMediaDecodeTime, samples, null);
  }

  /** The same samples with what an encoder needs beside them, or without where that is null. */
  public TrackSegment withEncoding(@Nullable EncoderInput input) {
    return new TrackSegment(rendition, format, timescale, baseMediaDecodeTime, samples, input);
  }

  /** Sum of the sample durations, ticks. */
  public long duration() {
    long ticks = 0;
    for (Sample sample : samples) {
      ticks += sample.duration();
    }
    return ticks;
  }

  /** The samples that are shown before the first one, in decode order: those of an open GOP. */
  public List<Sample> leading() {
    List<Sample> leading = new ArrayList<>();
    long first = samples.get(0).compositionOffset();
    long time = 0;
    for (Sample sample : samples) {
      if (time + sample.compositionOffset() < first) {
        leading.add(sample);
      }
      time += sample.duration();
    }
    return leading;
  }

  /** How many samples nobody sent: silence that was put into holes of the audio. */
  @SuppressWarnings("ReferenceEquality") // a publisher's own silent access unit is not ours
  public int silentSamples() {
    int silent = 0;
    if (format instanceof TrackFormat.Audio audio) {
      for (Sample sample : samples) {
        silent += sample.data() == audio.silence() ? 1 : 0;
      }
    }
    return silent;
  }

  /** Sum of the coded bytes. */
  public long bytes() {
    long bytes = 0;
    for (Sample sample : samples) {
      bytes += sample.data().length();
    }
    return bytes;
  }
}
