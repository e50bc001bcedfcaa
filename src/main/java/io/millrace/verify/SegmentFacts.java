package io.millrace.verify;

import io.millrace.media.Timescale;

/**
 * What a media segment turned out to hold.
 *
 * @param start decode time of its first sample, ticks of {@code timescale}
 * @param duration sum of its samples, ticks
 * @param firstShown earliest presentation time, ticks
 * @param longest of its sample durations, ticks
 * @param usual the most frequent of its sample durations, ticks
 * @param samples how many there are
 * @param firstSequence sequence number of its first fragment
 * @param lastSequence of its last
 * @param independent whether no sample needs another segment
 * @param bytes of the object
 */
record SegmentFacts(
    Timescale timescale,
    long start,
    long duration,
    long firstShown,
    long longest,
    long usual,
    int samples,
    long firstSequence,
    long lastSequence,
    boolean independent,
    int bytes) {
  long end() {
    return start + duration;
  }

  /** Whether {@code ticks} here are exactly {@code otherTicks} there. */
  boolean isSameTime(long ticks, SegmentFacts other, long otherTicks) {
    long here = timescale.ticksPerSecond();
    long there = other.timescale.ticksPerSecond();
    return here == there
        ? ticks == otherTicks
        : Math.multiplyHigh(ticks, there) == Math.multiplyHigh(otherTicks, here)
            && ticks * there == otherTicks * here;
  }

  /** {@code ticks} as people read them. */
  String seconds(long ticks) {
    return String.format(
        java.util.Locale.ROOT, "%.6f s", (double) ticks / timescale.ticksPerSecond());
  }
}
