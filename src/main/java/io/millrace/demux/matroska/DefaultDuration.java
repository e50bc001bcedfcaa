package io.millrace.demux.matroska;

import io.millrace.media.FrameRate;
import org.jspecify.annotations.Nullable;

/** What a frame duration in whole nanoseconds was before it was rounded. RFC 9559, 5.1.4.1.13. */
final class DefaultDuration {
  private static final long NANOSECONDS = 1_000_000_000;

  /**
   * Writers round to nanoseconds, 100 ns or microseconds. Standard rates lie 4 us apart or more.
   */
  private static final long TOLERANCE = 1_000;

  private static final int[] RATES = {
    12, 15, 24, 25, 30, 48, 50, 60, 72, 90, 96, 100, 120, 144, 240
  };
  private static final long MAX_RATE = 1_000;

  private DefaultDuration() {}

  /** Frames per second for {@code duration} nanoseconds; null if that is none that video has. */
  static @Nullable FrameRate frameRate(long duration) {
    if (duration < NANOSECONDS / MAX_RATE || duration > Integer.MAX_VALUE) {
      return null;
    }
    FrameRate nearest = new FrameRate((int) NANOSECONDS, (int) duration);
    long smallest = TOLERANCE + 1;
    for (int rate : RATES) {
      for (int denominator = 1000; denominator <= 1001; denominator++) {
        long exact = NANOSECONDS * denominator / (1000L * rate);
        if (Math.abs(exact - duration) < smallest) {
          smallest = Math.abs(exact - duration);
          nearest = new FrameRate(1000 * rate, denominator);
        }
      }
    }
    return nearest;
  }
}
