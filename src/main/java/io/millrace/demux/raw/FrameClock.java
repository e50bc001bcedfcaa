package io.millrace.demux.raw;

import io.millrace.media.FrameRate;
import io.millrace.media.Timescale;

/**
 * A timescale in which a frame is a whole number of ticks, at least 90 000 a second where that can
 * be.
 */
record FrameClock(FrameRate rate, Timescale timescale, long frameTicks) {
  private static final int FINE = Timescale.MPEG_TS.ticksPerSecond();

  static FrameClock of(FrameRate rate) {
    long ticks = (long) FINE * rate.denominator();
    if (ticks % rate.numerator() == 0) {
      return new FrameClock(rate, Timescale.MPEG_TS, ticks / rate.numerator());
    }
    int factor = Math.max(1, (FINE + rate.numerator() - 1) / rate.numerator());
    return new FrameClock(
        rate, new Timescale(rate.numerator() * factor), (long) rate.denominator() * factor);
  }
}
