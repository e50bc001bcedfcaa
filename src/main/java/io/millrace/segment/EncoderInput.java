package io.millrace.segment;

import io.millrace.media.Sample;
import java.util.List;

/**
 * What an encoder is given beside the samples of a segment, so that what it makes joins on to the
 * segments before and behind without having seen them.
 *
 * @param lead samples in decode order that end where the segment's own begin: the pictures since
 *     the last sync sample, or the sound that a decoder and an encoder run in on
 * @param trail samples of sound behind the segment's own, for the overlap of the encoder's frames
 * @param start decode time of the first sample that is encoded, ticks of the timescale that is
 *     encoded to: for pictures the track's own, for sound {@link #AUDIO_RATE}
 * @param end where the next segment begins, in the same ticks; of sound, whole frames behind start
 * @param copied the samples themselves are published, too
 */
public record EncoderInput(
    List<Sample> lead, List<Sample> trail, long start, long end, boolean copied) {
  /** Sample rate of all sound that is encoded, Hz. */
  public static final int AUDIO_RATE = 48_000;

  /** Samples in a frame of AAC-LC. ISO/IEC 14496-3, 4.5.1.1. */
  public static final int AUDIO_FRAME = 1024;

  public EncoderInput {
    lead = List.copyOf(lead);
    trail = List.copyOf(trail);
    if (end <= start) {
      throw new IllegalArgumentException(
          "Invalid encoder input: ends at %d, begins at %d".formatted(end, start));
    }
  }

  /** Sum of the durations of the lead, ticks of the samples. */
  public long leadDuration() {
    return lead.stream().mapToLong(Sample::duration).sum();
  }
}
