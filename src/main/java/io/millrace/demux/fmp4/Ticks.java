package io.millrace.demux.fmp4;

/** The bound of every time, so that no sum and no change of timescale overflows a long. */
final class Ticks {
  /** Of {@link #add}: too much. */
  static final long OVERFLOW = -1;

  /** 126 years: times that begin in 1904 or 1970 fit. */
  private static final long MAX_SECONDS = 4_000_000_000L;

  private static final long MAX = MAX_SECONDS * Integer.MAX_VALUE;

  private Ticks() {}

  /** The latest time of a track, ticks of its timescale. */
  static long max(int timescale) {
    return MAX_SECONDS * timescale;
  }

  /** {@code total + count * each}, or {@link #OVERFLOW}; all of them are 0 or more. */
  static long add(long total, long count, long each) {
    return each > 0 && count > (MAX - total) / each ? OVERFLOW : total + count * each;
  }
}
