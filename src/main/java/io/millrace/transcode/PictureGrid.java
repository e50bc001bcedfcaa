package io.millrace.transcode;

import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Rung;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which picture of a segment stands at each place of a rendition of it. The first place is the
 * segment's start and the last one lasts until its end, so that all renditions have the same
 * boundaries; what is between depends on the segment alone.
 *
 * <p>At the source's own times each picture has one place. At another frame rate place n is at n /
 * rate, and shows the last picture that has come by then; a picture has come half a frame early, of
 * its own rate or of the new one, whichever is shorter, so that jitter does no harm and a picture
 * that stands for long is not replaced too soon.
 */
final class PictureGrid {
  /** Rungs of at most so many lines have at most 30 pictures per second unless they say more. */
  private static final int SMALL_LINES = 540;

  private static final int SMALL_RATE = 30;

  /** Ten minutes of 120 pictures per second. */
  private static final int MAX_PLACES = 72_000;

  private static final int NTSC = 1001;
  private static final long SYNC_SECONDS = 2;

  private final @Nullable FrameRate rate;
  private final Timescale timescale;
  private final int scale;
  private final long[] times;
  private final int[] shown;

  /**
   * @param scale ticks of {@code timescale} in a tick of the segment
   * @param times of the places and the end, ticks since the segment's start
   * @param shown index of the picture at each place, in the order of output
   */
  private PictureGrid(
      @Nullable FrameRate rate, Timescale timescale, int scale, long[] times, int[] shown) {
    this.rate = rate;
    this.timescale = timescale;
    this.scale = scale;
    this.times = times;
    this.shown = shown;
  }

  /**
   * The source's own times; where it has a constant rate, a picture that is missing is the one
   * before it again.
   */
  static PictureGrid own(TrackSegment source, TrackFormat.Video format) {
    FrameRate rate = format.frameRate();
    long[] sourceTimes = times(source);
    List<Long> times = new ArrayList<>();
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i + 1 < sourceTimes.length; i++) {
      long ticks = sourceTimes[i + 1] - sourceTimes[i];
      long places = rate == null ? 1 : frames(ticks, source.timescale(), rate);
      for (long place = 0; place < places; place++) {
        times.add(sourceTimes[i] + ticks * place / places);
        shown.add(i);
      }
    }
    times.add(sourceTimes[sourceTimes.length - 1]);
    checkPlaces(source, shown.size());
    return new PictureGrid(
        rate,
        source.timescale(),
        1,
        times.stream().mapToLong(Long::longValue).toArray(),
        shown.stream().mapToInt(Integer::intValue).toArray());
  }

  /** How many frames last for {@code ticks}, to the nearest and at least one. */
  private static long frames(long ticks, Timescale timescale, FrameRate rate) {
    long second = (long) timescale.ticksPerSecond() * rate.denominator();
    long frames = Math.multiplyExact(2 * ticks, rate.numerator()) / second;
    return Math.min(MAX_PLACES + 1, Math.max(1, (frames + 1) / 2));
  }

  private static void checkPlaces(TrackSegment source, long places) {
    if (places > MAX_PLACES) {
      throw new MediaException.Unsupported(
          0, "%s: %d pictures in a segment, at most %d", source.rendition(), places, MAX_PLACES);
    }
  }

  /**
   * The times that a rung asks for. It asks for the source's own if it names no rate, but small
   * rungs of a source of more than 30 pictures per second have half of them, or half of that. A
   * whole rate of 24 or 30 and their multiples is one of 1001 parts where the source's is.
   */
  static PictureGrid of(Rung rung, TrackSegment source, TrackFormat.Video format) {
    FrameRate own = format.frameRate();
    FrameRate wanted = rung.frameRate() == null ? smaller(rung, own) : alike(rung.frameRate(), own);
    if (wanted == null || wanted.equals(own) || !isExpressible(source, wanted)) {
      return own(source, format);
    }
    return at(wanted, source);
  }

  /** Whether there is a timescale for it: for all rates but those that nobody means. */
  private static boolean isExpressible(TrackSegment source, FrameRate rate) {
    int ticks = source.timescale().ticksPerSecond();
    return (long) ticks * scale(ticks, rate) <= Integer.MAX_VALUE;
  }

  private static @Nullable FrameRate smaller(Rung rung, @Nullable FrameRate own) {
    FrameRate rate = own;
    while (rate != null
        && rung.height() <= SMALL_LINES
        && rate.numerator() > (long) SMALL_RATE * rate.denominator()) {
      rate = new FrameRate(rate.numerator(), 2 * rate.denominator());
    }
    return rate;
  }

  private static FrameRate alike(FrameRate named, @Nullable FrameRate own) {
    boolean parts = own != null && own.denominator() % NTSC == 0 && named.denominator() == 1;
    int whole = named.numerator();
    return parts && (whole % 24 == 0 || whole % 30 == 0)
        ? new FrameRate(1000 * whole, NTSC)
        : named;
  }

  /** A constant frame rate. */
  static PictureGrid at(FrameRate rate, TrackSegment source) {
    int ticks = source.timescale().ticksPerSecond();
    int scale = scale(ticks, rate);
    long[] sourceTimes = times(source);
    for (int i = 0; i < sourceTimes.length; i++) {
      sourceTimes[i] *= scale;
    }
    Timescale timescale = new Timescale(ticks * scale);
    long frame = (long) timescale.ticksPerSecond() * rate.denominator() / rate.numerator();
    long duration = sourceTimes[sourceTimes.length - 1];
    long wanted = Math.max(1, (duration + frame / 2) / frame);
    checkPlaces(source, wanted);
    int places = (int) wanted;
    long[] times = new long[places + 1];
    for (int place = 0; place < places; place++) {
      times[place] = place * frame;
    }
    times[places] = duration;
    return new PictureGrid(rate, timescale, scale, times, shown(times, frame, sourceTimes));
  }

  /** The least that makes a frame a whole number of ticks. */
  private static int scale(int ticks, FrameRate rate) {
    long frameTicks = (long) ticks * rate.denominator();
    return rate.numerator() / Math.toIntExact(gcd(frameTicks, rate.numerator()));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static int[] shown(long[] times, long frame, long[] source) {
    int[] shown = new int[times.length - 1];
    int latest = 0;
    for (int place = 0; place < shown.length; place++) {
      while (latest + 2 < source.length
          && 2 * times[place]
              >= 2 * source[latest + 1] - Math.min(frame, source[latest + 1] - source[latest])) {
        latest++;
      }
      shown[place] = latest;
    }
    return shown;
  }

  /** Of a segment's pictures in the order of output, and its end; ticks since its start. */
  private static long[] times(TrackSegment source) {
    long[] times = new long[source.samples().size() + 1];
    int next = 0;
    // The decode times of a segment are its presentation times in order.
    for (Sample sample : source.samples()) {
      times[next + 1] = times[next] + sample.duration();
      next++;
    }
    return times;
  }

  /** Pictures per second; null where the source has its own times and does not say a rate. */
  @Nullable FrameRate rate() {
    return rate;
  }

  /** Of the rendition: the source's, or a multiple where a frame is no whole number of ticks. */
  Timescale timescale() {
    return timescale;
  }

  /** Where a time of the segment, in its own ticks, lies in the rendition. */
  long rescaled(long ticks) {
    return Math.multiplyExact(ticks, scale);
  }

  int places() {
    return shown.length;
  }

  /** Index of the picture that stands at a place, in the segment's order of output. */
  int shown(int place) {
    return shown[place];
  }

  /** Ticks since the segment's start. */
  long time(int place) {
    return times[place];
  }

  /** Ticks until the next place or the segment's end. */
  long duration(int place) {
    return times[place + 1] - times[place];
  }

  /** The first place, and the first at or behind each two seconds from there: in all renditions. */
  boolean isSync(int place) {
    long ticks = SYNC_SECONDS * timescale.ticksPerSecond();
    return place == 0 || times[place] / ticks > times[place - 1] / ticks;
  }
}
