package io.millrace.playlist.hls;

import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The measured bit rate of one rendition: add every segment in order, read the peak and the average
 * at any time. RFC 8216, 4.3.4.2: the peak is over any contiguous segments that last between half
 * and one and a half target durations, so a run of short segments counts together.
 *
 * @param peak bits per second, 0 before the first segment
 * @param bytes of all segments
 * @param microseconds of all segments
 * @param runBytes of the short segments at the end that have not reached half a target duration
 * @param runMicroseconds their duration
 */
public record Bandwidth(
    long peak, long bytes, long microseconds, long runBytes, long runMicroseconds) {
  public static final Bandwidth NONE = new Bandwidth(0, 0, 0, 0, 0);

  private static final int VERSION = 1;

  public Bandwidth {
    if (peak < 0 || bytes < 0 || microseconds < 0 || runBytes < 0 || runMicroseconds < 0) {
      throw new IllegalArgumentException(
          "Invalid bandwidth: peak %d, %d bytes in %d microseconds, run of %d bytes in %d"
              .formatted(peak, bytes, microseconds, runBytes, runMicroseconds));
    }
  }

  /**
   * This and one more segment.
   *
   * @param segmentBytes size of the object
   * @param duration ticks of {@code timescale}, above 0
   * @param targetDuration seconds
   */
  public Bandwidth plus(long segmentBytes, long duration, Timescale timescale, int targetDuration) {
    long added = Math.max(1, timescale.rescaleDown(duration, PlaylistEntry.MICROSECONDS));
    long newRunBytes = runBytes + segmentBytes;
    long newRunMicroseconds = runMicroseconds + added;
    long halfTarget = targetDuration * 500_000L;
    boolean counts = newRunMicroseconds >= halfTarget;
    long rate = counts ? rate(newRunBytes, newRunMicroseconds) : 0;
    if (counts && added >= halfTarget) {
      rate = Math.max(rate, rate(segmentBytes, added));
    }
    return new Bandwidth(
        Math.max(peak, rate),
        bytes + segmentBytes,
        microseconds + added,
        counts ? 0 : newRunBytes,
        counts ? 0 : newRunMicroseconds);
  }

  /** BANDWIDTH, bits per second: the peak, or the average of a stream too short to have one. */
  public long peakOrAverage() {
    return peak == 0 ? average() : peak;
  }

  /** AVERAGE-BANDWIDTH, bits per second, rounded up; 0 before the first segment. */
  public long average() {
    return microseconds == 0 ? 0 : rate(bytes, microseconds);
  }

  /** Bits per second, rounded up. */
  private static long rate(long bytes, long microseconds) {
    // Both halved until the product fits: the bytes of a year times 8 million overflow a long.
    int shift = Math.max(0, 24 - Long.numberOfLeadingZeros(bytes));
    long divisor = Math.max(1, microseconds >> shift);
    return ((bytes >> shift) * 8_000_000L + divisor - 1) / divisor;
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(peak);
    out.writeLong(bytes);
    out.writeLong(microseconds);
    out.writeLong(runBytes);
    out.writeLong(runMicroseconds);
  }

  public static Bandwidth load(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "Cannot read bandwidth: version %d, newest known is %d".formatted(version, VERSION));
    }
    return new Bandwidth(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }
}
