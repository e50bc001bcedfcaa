package io.millrace.segment;

import java.util.Arrays;

/**
 * Decode times by the sorted-PTS rule: the i-th picture in decode order is decoded at the i-th
 * smallest presentation time. It holds for any reordering, needs no decode times from the
 * container, and makes a closed segment depend on nothing outside it.
 */
final class DecodeTimes {
  /** In decode order. */
  private final long[] times;

  /** The place of each picture in the order of presentation. */
  private final int[] ranks;

  private DecodeTimes(long[] times, int[] ranks) {
    this.times = times;
    this.ranks = ranks;
  }

  /**
   * Of pictures that are presented at these times. The first is decoded at {@code first}, where the
   * last segment ended, and no two at the same tick.
   *
   * @param presentation in decode order, ticks
   */
  static DecodeTimes of(long[] presentation, long first) {
    long[] times = presentation.clone();
    Arrays.sort(times);
    times[0] = first;
    for (int i = 1; i < times.length; i++) {
      times[i] = Math.max(times[i], times[i - 1] + 1);
    }
    return new DecodeTimes(times, ranks(presentation));
  }

  /** The place of each value among the sorted ones; equal values keep their order. */
  private static int[] ranks(long[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(values[a], values[b]));
    int[] ranks = new int[values.length];
    for (int i = 0; i < order.length; i++) {
      ranks[order[i]] = i;
    }
    return ranks;
  }

  /** Of the last picture in decode order, ticks. */
  long last() {
    return times[times.length - 1];
  }

  /** From picture {@code i} to the next one, of which the last ends at {@code end}; ticks. */
  long duration(int i, long end) {
    return (i + 1 < times.length ? times[i + 1] : end) - times[i];
  }

  /** From decoding to presentation of picture {@code i}, ticks; may be negative. */
  long compositionOffset(int i) {
    return times[ranks[i]] - times[i];
  }
}
