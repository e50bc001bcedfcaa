package io.millrace.transcode;

import io.millrace.libav.Resampler;
import io.millrace.libav.Sound;
import io.millrace.media.AudioTarget;
import io.millrace.media.Timescale;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;

/**
 * All sound of one rate, layout and format in a stretch of the timeline, each at its place, with
 * silence between; what it is at the encoder's rate and layout is added to a mix.
 */
final class SoundLane implements AutoCloseable {
  private static final Timescale ENCODED = new Timescale(EncoderInput.AUDIO_RATE);

  private final SoundMix mix;
  private final Timescale rate;
  private final Resampler resampler;

  /** Where the next sample that goes in stands, samples at {@link #rate}. */
  private long next;

  /** Behind the last sample that anybody hears. */
  private final long end;

  /** Where the next sample that comes out stands. */
  private long converted;

  SoundLane(Sound like, AudioTarget.Layout layout, SoundMix mix) {
    this.mix = mix;
    this.rate = new Timescale(like.sampleRate());
    this.converted = AudioMargins.resampledFrom(mix.first(), like.sampleRate());
    this.next = ENCODED.rescaleDown(converted, rate); // exact: that is what makes it the place
    this.end = AudioMargins.resampledTo(mix.last(), rate);
    this.resampler = new Resampler(like, layout, EncoderInput.AUDIO_RATE, this::take);
  }

  private void take(float[][] planes, int count) {
    mix.add(planes, count, converted);
    converted += count;
  }

  boolean takes(Sound sound) {
    return resampler.takes(sound);
  }

  Timescale rate() {
    return rate;
  }

  /**
   * Lays {@code sound} at {@code place}, samples at {@link #rate}, as far as nothing lies there.
   *
   * @param limit where it must end
   */
  void lay(Sound sound, long place, long limit) {
    long from = Math.max(0, next - place);
    long to = Math.min(sound.samples(), Math.min(limit, end) - place);
    if (from < to) {
      resampler.silence(place + from - next);
      resampler.convert(sound, (int) from, (int) (to - from));
      next = place + to;
    }
  }

  /** Says that there is no more sound. */
  void finish() {
    resampler.silence(end - next);
    next = end;
  }

  @Override
  public void close() {
    resampler.close();
  }
}
