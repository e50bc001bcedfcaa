package io.millrace.playlist.hls;

import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The measured bit rate of one rendition: add every segment in order, read the peak and the average
 * at any time. RFC 8216, 4.3.4.2: the peak is over any contiguous segments that last between half
 * and one and a half target durations.
 *
 * @param peak bits per second, 0 before the first segment
 * @param bytes of all segments
 * @param microseconds of all segments
 * @param recent the last segments, as many as a run of one and a half target durations can hold
 */
public record Bandwidth(long peak, long bytes, long microseconds, List<Piece> recent) {
  public static final Bandwidth NONE = new Bandwidth(0, 0, 0, List.of());

  private static final int VERSION = 1;
  private static final int MAX_RECENT = 4096;

  /** A segment: its size, and its duration in microseconds, above 0. */
  public record Piece(long bytes, long microseconds) {}

  public Bandwidth {
    recent = List.copyOf(recent);
    if (peak < 0 || bytes < 0 || microseconds < 0) {
      throw new IllegalArgumentException(
          "Invalid bandwidth: peak %d, %d bytes in %d microseconds"
              .formatted(peak, bytes, microseconds));
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
    return plus(segmentBytes, duration, timescale, targetDuration, targetDuration);
  }

  /**
   * The same where the target duration is not known yet: the peak holds for all there may be.
   *
   * @param shortest target duration that there may be, seconds
   * @param longest target duration that there may be, seconds
   */
  public Bandwidth plus(
      long segmentBytes, long duration, Timescale timescale, int shortest, int longest) {
    long added = Math.max(1, timescale.rescaleDown(duration, PlaylistEntry.MICROSECONDS));
    long least = shortest * 500_000L;
    long most = longest * 1_500_000L;
    Deque<Piece> run = new ArrayDeque<>();
    run.addFirst(new Piece(segmentBytes, added));
    long runBytes = segmentBytes;
    long runMicroseconds = added;
    long highest = runMicroseconds >= least ? rate(runBytes, runMicroseconds) : 0;
    for (int i = recent.size() - 1; i >= 0 && run.size() < MAX_RECENT; i--) {
      Piece before = recent.get(i);
      runBytes += before.bytes();
      runMicroseconds += before.microseconds();
      if (runMicroseconds > most) {
        break;
      }
      run.addFirst(before);
      if (runMicroseconds >= least) {
        highest = Math.max(highest, rate(runBytes, runMicroseconds));
      }
    }
    return new Bandwidth(
        Math.max(peak, highest), bytes + segmentBytes, microseconds + added, List.copyOf(run));
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
    out.writeInt(recent.size());
    for (Piece piece : recent) {
      out.writeLong(piece.bytes());
      out.writeLong(piece.microseconds());
    }
  }

  public static Bandwidth load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "bandwidth");
    long peak = in.readLong();
    long bytes = in.readLong();
    long microseconds = in.readLong();
    int count = SavedMedia.readCount(in, MAX_RECENT, "segments");
    List<Piece> recent = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      recent.add(new Piece(in.readLong(), in.readLong()));
    }
    return new Bandwidth(peak, bytes, microseconds, recent);
  }
}
