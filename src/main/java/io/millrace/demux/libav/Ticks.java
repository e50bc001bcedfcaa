package io.millrace.demux.libav;

import io.millrace.libav.ContainerTrack.TimeUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.Timescale;
import java.math.BigInteger;

/** A container's unit of time beside the timescale of a track. */
record Ticks(TimeUnit unit, Timescale timescale) {
  private static final int FINE = Timescale.MPEG_TS.ticksPerSecond();
  private static final int MAX_TICKS_PER_SECOND = 10_000_000;

  /** For pictures: 90 kHz if that is exact, else the next multiple that is, if it is not absurd. */
  static Ticks ofPictures(TimeUnit unit) {
    if ((long) FINE * unit.numerator() % unit.denominator() == 0) {
      return new Ticks(unit, Timescale.MPEG_TS);
    }
    int factor = (FINE + unit.denominator() - 1) / unit.denominator();
    long exact = (long) unit.denominator() * factor;
    return new Ticks(
        unit, exact > MAX_TICKS_PER_SECOND ? Timescale.MPEG_TS : new Timescale((int) exact));
  }

  /** For sound: samples, if it is known how many there are in a second. */
  static Ticks ofSound(TimeUnit unit, int sampleRate) {
    return sampleRate < 1 ? ofPictures(unit) : new Ticks(unit, new Timescale(sampleRate));
  }

  /** {@code units} of the container in ticks of the track, to the nearest. */
  long of(long units) {
    long perUnit = (long) timescale.ticksPerSecond() * unit.numerator();
    return scaled(units, perUnit, unit.denominator());
  }

  /** The length of {@code frames} frames in the container's unit, to the nearest. */
  long frames(long frames, FrameRate rate) {
    long perFrame = (long) rate.denominator() * unit.denominator();
    return scaled(frames, perFrame, Math.multiplyExact((long) rate.numerator(), unit.numerator()));
  }

  /** {@code value * factor / divisor} to the nearest, bounded by what a time can be. */
  private static long scaled(long value, long factor, long divisor) {
    BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor));
    BigInteger half = BigInteger.valueOf(divisor / 2);
    BigInteger[] result = product.add(half).divideAndRemainder(BigInteger.valueOf(divisor));
    BigInteger floor = result[1].signum() < 0 ? result[0].subtract(BigInteger.ONE) : result[0];
    return floor.bitLength() > MAX_BITS ? 0 : floor.longValue();
  }

  /** More is no time but damage. */
  private static final int MAX_BITS = 60;
}
