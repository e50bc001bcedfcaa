package io.millrace.segment;

import io.millrace.media.FrameRate;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures stand on the timeline: on multiples of the frame duration where the source has a
 * constant frame rate, at the source's own times otherwise. Positions are exact for any length of
 * stream: frame n stands at n / rate, rounded once, never at a sum of rounded durations.
 *
 * @param timescale of all positions
 * @param rate null for a variable frame rate
 */
record FrameGrid(Timescale timescale, @Nullable FrameRate rate) {
  private static final List<FrameRate> STANDARD =
      List.of(
          new FrameRate(24_000, 1001),
          new FrameRate(24, 1),
          new FrameRate(25, 1),
          new FrameRate(30_000, 1001),
          new FrameRate(30, 1),
          new FrameRate(48, 1),
          new FrameRate(50, 1),
          new FrameRate(60_000, 1001),
          new FrameRate(60, 1),
          new FrameRate(5, 1),
          new FrameRate(10, 1),
          new FrameRate(25, 2),
          new FrameRate(12_000, 1001),
          new FrameRate(12, 1),
          new FrameRate(15_000, 1001),
          new FrameRate(15, 1),
          new FrameRate(20, 1),
          new FrameRate(100, 1),
          new FrameRate(120_000, 1001),
          new FrameRate(120, 1));

  /** Milliseconds of a container round both ends of a difference: up to 1 ms, and a tick. */
  private static final int ROUNDING_PER_SECOND = 950;

  /**
   * Finds the grid that the given times stand on.
   *
   * @param times of pictures since the first one, ascending, ticks of {@code source}
   * @param declared by bitstream or container; believed where it fits
   * @param fixed timescale to keep because the stream has begun with it; null to choose one
   */
  static FrameGrid detect(
      long[] times, Timescale source, @Nullable FrameRate declared, @Nullable Timescale fixed) {
    FrameRate best = bestRate(times, source, declared);
    return new FrameGrid(fixed != null ? fixed : timescaleFor(best), best);
  }

  private static @Nullable FrameRate bestRate(
      long[] times, Timescale source, @Nullable FrameRate declared) {
    List<FrameRate> candidates = new ArrayList<>();
    if (declared != null && isPlausible(declared)) {
      candidates.add(declared);
    }
    candidates.addAll(STANDARD);
    if (times.length < 2) {
      return candidates.get(0).equals(declared) ? declared : null;
    }
    FrameRate best = null;
    long bestFrames = Long.MAX_VALUE;
    long bestError = Long.MAX_VALUE;
    for (FrameRate rate : candidates) {
      long error = largestError(times, source, rate);
      if (error < 0) {
        continue;
      }
      // Fewest empty places first: 25 frames a second stand on the grid of 50, too.
      long frames = frameAt(times[times.length - 1], source, rate);
      boolean declaredHolds = best != null && best.equals(declared);
      if (frames < bestFrames || (frames == bestFrames && error < bestError && !declaredHolds)) {
        best = rate;
        bestFrames = frames;
        bestError = error;
      }
    }
    return best;
  }

  /** Keeps hostile declarations from overflowing the products below. */
  private static boolean isPlausible(FrameRate rate) {
    return rate.numerator() <= 240_000
        && rate.denominator() <= 10_000
        && rate.numerator() <= 300L * rate.denominator();
  }

  /**
   * Largest distance of a time from its grid place, ticks of source; -1 if the grid does not fit.
   */
  private static long largestError(long[] times, Timescale source, FrameRate rate) {
    long tolerance = source.ticksPerSecond() / ROUNDING_PER_SECOND + 1;
    long previousFrame = -1;
    long largest = 0;
    for (long time : times) {
      long frame = frameAt(time, source, rate);
      long error = Math.abs(time - positionOf(frame, source, rate));
      if (error > tolerance || frame <= previousFrame) {
        return -1;
      }
      largest = Math.max(largest, error);
      previousFrame = frame;
    }
    // Mostly holes: the times are multiples of something that is no frame rate.
    return previousFrame > 2L * times.length ? -1 : largest;
  }

  private static Timescale timescaleFor(@Nullable FrameRate rate) {
    if (rate == null || 90_000L * rate.denominator() % rate.numerator() == 0) {
      return Timescale.MPEG_TS; // a multiple of the rate's numerator, or its exact duration
    }
    // 23.976 and 59.94: the numerator itself, made fine enough for a later change of the rate.
    int scale = rate.numerator();
    return new Timescale(scale < 1000 ? scale * 1000 : scale);
  }

  /** Position of a picture that is shown {@code time} ticks of {@code source} after the origin. */
  long position(long time, Timescale source) {
    if (rate == null) {
      return source.rescale(time, timescale);
    }
    long frame = frameAt(time, source, rate);
    long error = Math.abs(time - positionOf(frame, source, rate));
    long quarterFrame = (long) source.ticksPerSecond() * rate.denominator() / rate.numerator() / 4;
    // A picture that stands off the grid keeps its own time: sound must not drift from it.
    return error <= quarterFrame
        ? positionOf(frame, timescale, rate)
        : source.rescale(time, timescale);
  }

  /** Duration of one frame, ticks; for a variable rate a guess of 1/24 s. */
  long frameDuration() {
    return rate == null
        ? timescale.ticksPerSecond() / 24
        : Math.max(1, positionOf(1, timescale, rate));
  }

  /** Ticks of {@code millis} of media, in whole frames where there is a frame rate. */
  long ticks(int millis) {
    if (rate == null) {
      return Timescale.MILLISECONDS.rescale(millis, timescale);
    }
    return positionOf(frameAt(millis, Timescale.MILLISECONDS, rate), timescale, rate);
  }

  /** The frame whose place is nearest to {@code time}. */
  private static long frameAt(long time, Timescale scale, FrameRate rate) {
    // Blocks of `denominator` seconds hold whole frames: no product of a long time overflows.
    long block = (long) scale.ticksPerSecond() * rate.denominator();
    long rest = Math.floorMod(time, block);
    return Math.floorDiv(time, block) * rate.numerator()
        + Math.floorDiv(rest * rate.numerator() + block / 2, block);
  }

  /** Where {@code frame} stands, ticks of {@code scale}. */
  private static long positionOf(long frame, Timescale scale, FrameRate rate) {
    long block = (long) scale.ticksPerSecond() * rate.denominator();
    long rest = Math.floorMod(frame, (long) rate.numerator());
    return Math.floorDiv(frame, (long) rate.numerator()) * block
        + Math.floorDiv(rest * block + rate.numerator() / 2, (long) rate.numerator());
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(timescale.ticksPerSecond());
    out.writeInt(rate == null ? 0 : rate.numerator());
    out.writeInt(rate == null ? 0 : rate.denominator());
  }

  static FrameGrid load(DataInput in) throws IOException {
    Timescale timescale = new Timescale(in.readInt());
    int numerator = in.readInt();
    int denominator = in.readInt();
    return new FrameGrid(timescale, numerator == 0 ? null : new FrameRate(numerator, denominator));
  }
}
