package io.millrace.cmaf;

import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segment rules of docs/architecture.md about time, computed anew for an input that has one
 * timeline: where each access unit belongs when time stamp {@code origin} stands at 0.
 */
final class ExpectedTimes {
  /** In place of a time: no access unit has been placed. */
  private static final long NOWHERE = Long.MIN_VALUE;

  /** How long the only picture of a stream is shown that does not tell it: 1/24 s. */
  private static final int GUESSED_RATE = 24;

  private ExpectedTimes() {}

  /** An access unit at {@code presentationTime}, ticks of the published track. */
  record Placed(AccessUnit unit, long presentationTime, long duration) {}

  /** {@code round(n * timescale / rate)} for picture n; its own time without a rate. */
  static List<Placed> pictures(
      List<AccessUnit> pictures,
      Timescale source,
      long origin,
      @Nullable FrameRate rate,
      Timescale published) {
    long[] shown =
        pictures.stream()
            .mapToLong(unit -> place(unit.pts() - origin, source, rate, published))
            .toArray();
    long[] decoded = shown.clone();
    Arrays.sort(decoded);
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < shown.length; i++) {
      long next =
          i + 1 < decoded.length
              ? decoded[i + 1]
              : decoded[i] + last(pictures, decoded, source, rate, published);
      placed.add(new Placed(pictures.get(i), shown[i], next - decoded[i]));
    }
    return placed;
  }

  /** A frame, what the container says, as long as the one before, or 1/24 s. */
  private static long last(
      List<AccessUnit> pictures,
      long[] decoded,
      Timescale source,
      @Nullable FrameRate rate,
      Timescale published) {
    long declared = pictures.get(pictures.size() - 1).duration();
    if (rate != null) {
      return frames(1, rate, published);
    }
    if (declared > 0) {
      return Math.min(source.rescale(declared, published), published.ticksPerSecond());
    }
    int count = decoded.length;
    return count > 1
        ? decoded[count - 1] - decoded[count - 2]
        : published.ticksPerSecond() / GUESSED_RATE;
  }

  private static long place(long ticks, Timescale from, @Nullable FrameRate rate, Timescale to) {
    if (rate == null) {
      return from.rescale(ticks, to);
    }
    long second = (long) from.ticksPerSecond() * rate.denominator();
    long frame = nearest(ticks * rate.numerator(), second);
    long off = Math.abs(ticks - frames(frame, rate, from));
    boolean isWithinQuarterFrame = 4 * off * rate.numerator() <= second;
    return isWithinQuarterFrame ? frames(frame, rate, to) : from.rescale(ticks, to);
  }

  /** Where frame {@code n} stands. */
  private static long frames(long n, FrameRate rate, Timescale scale) {
    return nearest(n * scale.ticksPerSecond() * rate.denominator(), rate.numerator());
  }

  /** The quotient, halves upwards. */
  private static long nearest(long dividend, long divisor) {
    return Math.floorDiv(2 * dividend + divisor, 2 * divisor);
  }

  /** The timescale that pictures of this rate are published in. */
  static Timescale timescale(@Nullable FrameRate rate) {
    if (rate == null || 90_000L * rate.denominator() % rate.numerator() == 0) {
      return Timescale.MPEG_TS;
    }
    return new Timescale(rate.numerator() < 1000 ? rate.numerator() * 1000 : rate.numerator());
  }

  /**
   * Counted in samples from where the first one belongs that does not begin before 0: what comes
   * before that is not published. In front of it stands silence, in whole access units.
   */
  static List<Placed> sound(
      List<AccessUnit> sound, Timescale source, long origin, TrackFormat.Audio format) {
    Timescale rate = new Timescale(format.sampleRate());
    List<Placed> placed = new ArrayList<>();
    long at = NOWHERE;
    for (AccessUnit unit : sound) {
      long time = source.rescale(unit.pts() - origin, rate);
      if (at == NOWHERE && time < 0) {
        continue;
      }
      if (at == NOWHERE) {
        at = format.silence().isEmpty() ? time : time % format.samplesPerFrame();
        AccessUnit silence = new AccessUnit(unit.trackId(), 0, 0, true, format.silence(), 0);
        for (; at < time; at += format.samplesPerFrame()) {
          placed.add(new Placed(silence, at, format.samplesPerFrame()));
        }
      }
      long samples = unit.samples() > 0 ? unit.samples() : format.samplesPerFrame();
      placed.add(new Placed(unit, at, samples));
      at += samples;
    }
    return placed;
  }
}
