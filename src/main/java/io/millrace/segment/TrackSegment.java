package io.millrace.segment;

import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.List;

/**
 * The part of one track in a segment: a run of samples whose decode times join without a gap.
 *
 * @param rendition name in object names: {@code video}, {@code audio}
 * @param timescale of all times here, the same for the life of the rendition
 * @param baseMediaDecodeTime decode time of the first sample, ticks; the previous segment's plus
 *     the previous segment's durations
 * @param samples in decode order, at least one
 */
public record TrackSegment(
    String rendition,
    TrackFormat format,
    Timescale timescale,
    long baseMediaDecodeTime,
    List<Sample> samples) {
  public TrackSegment {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("Invalid segment of %s: no samples".formatted(rendition));
    }
    samples = List.copyOf(samples);
  }

  /** Sum of the sample durations, ticks. */
  public long duration() {
    long ticks = 0;
    for (Sample sample : samples) {
      ticks += sample.duration();
    }
    return ticks;
  }

  /**
   * Whether each sample can be decoded without another segment: the first is a sync sample, and none
   * is shown before it. Leading pictures of an open GOP may refer to what came before: a player can
   * start here, but what it misses is in the segment before. RFC 8216, 4.3.5.1; a stream access
   * point of type 3 in ISO/IEC 14496-12, Annex I.
   */
  public boolean isIndependent() {
    long first = samples.get(0).compositionOffset();
    long time = 0;
    for (Sample sample : samples) {
      if (time + sample.compositionOffset() < first) {
        return false;
      }
      time += sample.duration();
    }
    return samples.get(0).sync();
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
