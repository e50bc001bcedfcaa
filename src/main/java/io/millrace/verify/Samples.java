package io.millrace.verify;

import io.millrace.media.Payload;
import java.util.Arrays;

/** The samples of a segment in decode order; of each what its fragment says and its bytes. */
final class Samples {
  private long[] durations = new long[64];
  private long[] decodeTimes = new long[64];
  private long[] offsets = new long[64];
  private int[] flags = new int[64];
  private int[] positions = new int[64];
  private int[] sizes = new int[64];
  private int count;
  private final Payload segment;

  Samples(Payload segment) {
    this.segment = segment;
  }

  void add(long decodeTime, long duration, long offset, int flag, int position, int size) {
    if (count == sizes.length) {
      durations = Arrays.copyOf(durations, 2 * count);
      decodeTimes = Arrays.copyOf(decodeTimes, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      flags = Arrays.copyOf(flags, 2 * count);
      positions = Arrays.copyOf(positions, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    decodeTimes[count] = decodeTime;
    durations[count] = duration;
    offsets[count] = offset;
    flags[count] = flag;
    positions[count] = position;
    sizes[count] = size;
    count++;
  }

  int count() {
    return count;
  }

  long duration(int index) {
    return durations[index];
  }

  /** When the sample is decoded, ticks. */
  long decodeTime(int index) {
    return decodeTimes[index];
  }

  /** When the sample is shown, ticks. */
  long shown(int index) {
    return decodeTimes[index] + offsets[index];
  }

  /** Sample flags. ISO/IEC 14496-12, 8.8.3.1. */
  int flags(int index) {
    return flags[index];
  }

  boolean isSync(int index) {
    return (flags[index] & 0x1_0000) == 0;
  }

  Payload data(int index) {
    return segment.slice(positions[index], sizes[index]);
  }

  /** {@code sample 3 at byte 999}. */
  String place(int index) {
    return "sample %d at byte %d".formatted(index, positions[index]);
  }
}
