package io.millrace.media;

/**
 * Ticks per second: the unit of every {@code long} time in Millrace. ISO/IEC 14496-12, 8.4.2.
 *
 * @param ticksPerSecond at least 1
 */
public record Timescale(int ticksPerSecond) {
  /** System clock of PES time stamps. ISO/IEC 13818-1, 2.4.3.7. */
  public static final Timescale MPEG_TS = new Timescale(90_000);

  /** Matroska's timestamps are multiples of a nanosecond. RFC 9559, 11.1. */
  public static final Timescale NANOSECONDS = new Timescale(1_000_000_000);

  public static final Timescale MILLISECONDS = new Timescale(1_000);

  public Timescale {
    if (ticksPerSecond < 1) {
      throw new IllegalArgumentException(
          "Invalid timescale: %d ticks per second".formatted(ticksPerSecond));
    }
  }

  /** {@code ticks} of this timescale in ticks of {@code to}, to the nearest, halves upwards. */
  public long rescale(long ticks, Timescale to) {
    return rescale(ticks, to, ticksPerSecond / 2);
  }

  /** {@code ticks} of this timescale in ticks of {@code to}, rounded down (towards the past). */
  public long rescaleDown(long ticks, Timescale to) {
    return rescale(ticks, to, 0);
  }

  /** {@code ticks} of this timescale in ticks of {@code to}, rounded up. */
  public long rescaleUp(long ticks, Timescale to) {
    return rescale(ticks, to, ticksPerSecond - 1);
  }

  private long rescale(long ticks, Timescale to, int rounding) {
    if (to.ticksPerSecond == ticksPerSecond) {
      return ticks;
    }
    // Whole seconds first: 26 hours of nanoseconds times 90000 overflow a long.
    long seconds = Math.floorDiv(ticks, ticksPerSecond);
    long rest = Math.floorMod(ticks, ticksPerSecond);
    long restTicks = Math.floorDiv(rest * to.ticksPerSecond + rounding, ticksPerSecond);
    return Math.addExact(Math.multiplyExact(seconds, to.ticksPerSecond), restTicks);
  }
}
