package io.millrace.segment;

import io.millrace.media.Codec;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
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

  /** Frames of sound that an encoder runs in on, and that are thrown away. */
  public static final int LEAD_FRAMES = 8;

  /** Frames of sound behind the last one that the encoder must have seen to make it. */
  public static final int TRAIL_FRAMES = 2;

  /** Samples of a source that a resampler needs on both sides. */
  public static final int RESAMPLER_MARGIN = 64;

  public EncoderInput {
    lead = List.copyOf(lead);
    trail = List.copyOf(trail);
    if (end <= start) {
      throw new IllegalArgumentException(
          "Invalid encoder input: ends at %d, begins at %d".formatted(end, start));
    }
  }

  /**
   * How much sound of a format is needed in front of a segment, in its own samples: a decoder runs
   * in, then an encoder, whose first frame may begin a frame before the segment.
   */
  public static long audioLead(TrackFormat.Audio format) {
    return ownSamples((LEAD_FRAMES + 1) * AUDIO_FRAME, format)
        + (long) decoderLead(format.codec()) * format.samplesPerFrame();
  }

  /** How much sound of a format is needed behind a segment, in its own samples. */
  public static long audioTrail(TrackFormat.Audio format) {
    return ownSamples(TRAIL_FRAMES * AUDIO_FRAME, format);
  }

  private static long ownSamples(int encoded, TrackFormat.Audio format) {
    return (long) encoded * format.sampleRate() / AUDIO_RATE + RESAMPLER_MARGIN + 1;
  }

  /** Access units until a decoder gives what it would have given in mid-stream. */
  private static int decoderLead(Codec codec) {
    return switch (codec) {
      case OPUS -> 48; // of 20 ms
      case MPEG_AUDIO -> 10; // the bit reservoir
      default -> 2;
    };
  }

  /** Sum of the durations of the lead, ticks of the samples. */
  public long leadDuration() {
    return lead.stream().mapToLong(Sample::duration).sum();
  }
}
