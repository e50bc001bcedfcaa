package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.MediaType;
import io.millrace.media.Sample;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a stream, counted in samples: whole access units laid end to end, holes filled with
 * silence, nothing ever moved once it is laid. Time stamps only say where the first one stands and
 * whether something is missing; they are too coarse to be added up.
 *
 * <p>A stream's timeline is made of ranges, each with its own origin in the source's clock. Audio
 * may lag behind the picture, so the end of one range may still arrive when the next is known.
 */
final class AudioLine {
  private static final int MAX_EARLY_UNITS = 2048;
  private static final int MAX_EARLY_BYTES = 4 << 20;
  private static final int MAX_RANGES = 64;

  /** A hole or lead longer than this is another timeline, not a hole. */
  private static final int MAX_JUMP_SECONDS = 10;

  /** Sound that is further ahead of sound and pictures has a wrong time stamp. */
  private static final int MAX_LEAD_SECONDS = 4;

  private final TrackFormat.Audio format;
  private final Timescale timescale;
  private final Timescale source;
  private final int frameSamples;
  private final AccessUnit silence;

  private final Deque<Range> ranges = new ArrayDeque<>();
  private final Deque<AccessUnit> early = new ArrayDeque<>();
  private final Deque<AccessUnit> laid = new ArrayDeque<>();
  private int earlyBytes;
  private boolean started;

  /** Whether an access unit of the open range has its place. */
  private boolean anchored;

  /** Where the first of {@link #laid} starts, and where the next access unit will. */
  private long laidStart;

  private long laidEnd;
  private long head;

  AudioLine(TrackFormat.Audio format, Timescale source) {
    this.format = format;
    this.source = source;
    this.timescale = new Timescale(format.sampleRate());
    this.frameSamples = format.samplesPerFrame();
    this.silence = new AccessUnit(-1, 0, 0, true, format.silence(), -1);
  }

  /**
   * A stretch of the source's clock.
   *
   * @param originPts ticks of the source that stand at {@code base}
   * @param base samples on the stream's timeline
   * @param end samples on the stream's timeline; {@link Long#MAX_VALUE} while open
   */
  private record Range(long originPts, long base, long end) {
    boolean isClosed() {
      return end != Long.MAX_VALUE;
    }

    /** Where {@code unit} belongs, samples on the stream's timeline. */
    long place(AccessUnit unit, Timescale source, Timescale samples) {
      return base + source.rescale(unit.pts() - originPts, samples);
    }
  }

  TrackFormat.Audio format() {
    return format;
  }

  Timescale source() {
    return source;
  }

  boolean hasFormat(TrackFormat.Audio other, Timescale otherSource) {
    return format.equals(other) && source.equals(otherSource);
  }

  /** False if {@code unit} cannot belong to the open range: its time is too far from the rest. */
  boolean fits(AccessUnit unit) {
    Range range = ranges.peekLast();
    return range == null || range.isClosed() || isNear(range.place(unit, source, timescale));
  }

  private long lead() {
    return (long) MAX_LEAD_SECONDS * timescale.ticksPerSecond();
  }

  private boolean isNear(long position) {
    return Math.abs(position - laidEnd) <= (long) MAX_JUMP_SECONDS * timescale.ticksPerSecond();
  }

  Timescale timescale() {
    return timescale;
  }

  /** True once an access unit has its place: from then on every segment has audio. */
  boolean isStarted() {
    return started;
  }

  /** Media time between the first and the last access unit that wait for a range, milliseconds. */
  long waitingMillis() {
    AccessUnit first = early.peekFirst();
    AccessUnit last = early.peekLast();
    return first == null || last == null
        ? 0
        : source.rescale(last.pts() - first.pts(), Timescale.MILLISECONDS);
  }

  /** Time stamp of the first access unit that waits for a range, ticks of the source. */
  @Nullable Long firstWaitingPts() {
    AccessUnit first = early.peekFirst();
    return first == null ? null : first.pts();
  }

  /** End of the audio laid so far, samples. */
  long end() {
    return laidEnd;
  }

  /**
   * Takes the next access unit.
   *
   * @param head samples that the pictures have come to: sound does not run far ahead of them
   */
  void accept(AccessUnit unit, long head, SegmentHandler handler) {
    this.head = head;
    place(unit, handler);
  }

  /**
   * Begins a range: {@code originPts} of the source stands at {@code base}. Audio that came before
   * is laid now.
   */
  void openRange(long originPts, long base, SegmentHandler handler) {
    if (ranges.size() == MAX_RANGES) {
      finishRange(handler);
    }
    ranges.add(new Range(originPts, base, Long.MAX_VALUE));
    head = Math.max(head, base);
    anchored = false;
    if (!started) {
      laidEnd = base;
      laidStart = base;
    }
    List<AccessUnit> waiting = new ArrayList<>(early);
    early.clear();
    earlyBytes = 0;
    for (AccessUnit unit : waiting) {
      place(unit, handler);
    }
  }

  /**
   * Ends the open range at {@code end} samples; what was laid behind it waits for the next range.
   */
  void closeRange(long end) {
    Range last = ranges.pollLast();
    if (last == null) {
      return;
    }
    ranges.addLast(new Range(last.originPts, last.base, end));
    while (!laid.isEmpty() && laidEnd > end) {
      AccessUnit unit = laid.removeLast();
      laidEnd -= frameSamples;
      if (unit != silence) {
        early.addFirst(unit);
        earlyBytes += unit.data().length();
      }
    }
  }

  private void place(AccessUnit unit, SegmentHandler handler) {
    while (!ranges.isEmpty()) {
      Range range = ranges.getFirst();
      long position = range.place(unit, source, timescale);
      if (!range.isClosed()) {
        placeInOpenRange(unit, position, range.base, handler);
        return;
      }
      boolean belongs =
          position >= laidEnd - 2L * frameSamples && laidEnd + frameSamples <= range.end;
      if (started && belongs && position < range.end) {
        lay(unit, position, frameSamples, handler);
        return;
      }
      if (ranges.size() == 1) {
        break;
      }
      finishRange(handler);
    }
    waitForRange(unit, handler);
  }

  private void placeInOpenRange(AccessUnit unit, long position, long base, SegmentHandler handler) {
    if (!isNear(position) || position > Math.max(laidEnd, head) + lead()) {
      waitForRange(unit, handler);
    } else if (!started && position < base) {
      handler.onDropped(MediaType.AUDIO, DropReason.OUTSIDE_PICTURE, 1);
    } else {
      // A new range may begin anywhere between two places: take the nearer one.
      lay(unit, position, anchored ? frameSamples : frameSamples / 2, handler);
    }
  }

  /**
   * Lays {@code unit} where the last one ended.
   *
   * @param tolerance samples that its time stamp may differ from there
   */
  private void lay(AccessUnit unit, long position, int tolerance, SegmentHandler handler) {
    if (!started) {
      started = true;
      // Exact to the sample: the first access unit stands where its time stamp says, and silence
      // before it fills whole frames back to the start of the segment.
      laidEnd += Math.floorMod(position - laidEnd, (long) frameSamples);
      laidStart = laidEnd;
    }
    long ahead = position - laidEnd;
    if (ahead <= -tolerance) {
      handler.onDropped(MediaType.AUDIO, DropReason.OVERLAP, 1);
      return;
    }
    // Up to a frame of jitter is left alone; then the nearest whole number of frames is filled in,
    // which leaves at most half a frame: no flapping.
    if (ahead >= tolerance) {
      fill((ahead + frameSamples / 2) / frameSamples, handler);
    }
    laid.addLast(unit);
    laidEnd += frameSamples;
    anchored = true;
  }

  private void fill(long frames, SegmentHandler handler) {
    for (long i = 0; i < frames; i++) {
      laid.addLast(silence);
    }
    laidEnd += frames * frameSamples;
    handler.onEvent(
        SegmentEvent.SILENCE,
        (int) frames,
        "%d audio frames replaced by silence".formatted(frames));
  }

  private void waitForRange(AccessUnit unit, SegmentHandler handler) {
    early.addLast(unit);
    earlyBytes += unit.data().length();
    while (early.size() > MAX_EARLY_UNITS || earlyBytes > MAX_EARLY_BYTES) {
      earlyBytes -= early.removeFirst().data().length();
      handler.onDropped(MediaType.AUDIO, DropReason.IMPLAUSIBLE_TIME, 1);
    }
  }

  private void finishRange(SegmentHandler handler) {
    Range range = ranges.removeFirst();
    if (range.isClosed()) {
      fillTo(range.end, handler);
    }
  }

  /** True if all access units that end at or before {@code end} are laid. */
  boolean covers(long end) {
    return started && laidEnd + frameSamples > end;
  }

  /** Fills with silence what is missing up to {@code end} samples. */
  void fillTo(long end, SegmentHandler handler) {
    long missing = (end - laidEnd) / frameSamples;
    if (started && missing > 0) {
      fill(missing, handler);
    }
  }

  /**
   * Says that nothing before {@code start} will be asked for; audio that begins later begins there.
   */
  void skipTo(long start) {
    if (!started) {
      laidEnd = start;
      laidStart = start;
    }
  }

  /**
   * Says that audio of another format was laid up to {@code end}: this goes on there, without a
   * gap.
   */
  void continueFrom(Position end) {
    started = true;
    laidEnd = end.timescale().rescaleUp(end.ticks(), timescale);
    laidStart = laidEnd;
  }

  /**
   * Takes the access units that end at or before {@code end} samples; null if there are none.
   *
   * @param rendition name of the rendition
   */
  @Nullable TrackSegment take(String rendition, long end) {
    List<Sample> samples = new ArrayList<>();
    long start = laidStart;
    while (!laid.isEmpty() && laidStart + frameSamples <= end) {
      samples.add(new Sample(frameSamples, 0, true, laid.removeFirst().data()));
      laidStart += frameSamples;
    }
    return samples.isEmpty()
        ? null
        : new TrackSegment(rendition, format, timescale, start, samples);
  }

  /** Gives up all that was not laid, at the end of the stream. */
  void dropWaiting(SegmentHandler handler) {
    int count = early.size();
    for (AccessUnit unit : laid) {
      count += unit == silence ? 0 : 1;
    }
    if (count > 0) {
      handler.onDropped(MediaType.AUDIO, DropReason.OUTSIDE_PICTURE, count);
    }
    early.clear();
    earlyBytes = 0;
    laid.clear();
    laidEnd = laidStart;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeAudio(out, format);
    out.writeInt(source.ticksPerSecond());
    out.writeBoolean(started);
    out.writeBoolean(anchored);
    out.writeLong(laidStart);
    out.writeLong(laidEnd);
    out.writeLong(head);
    out.writeInt(ranges.size());
    for (Range range : ranges) {
      out.writeLong(range.originPts);
      out.writeLong(range.base);
      out.writeLong(range.end);
    }
    saveUnits(out, early);
    saveUnits(out, laid);
  }

  private void saveUnits(DataOutput out, Deque<AccessUnit> units) throws IOException {
    out.writeInt(units.size());
    for (AccessUnit unit : units) {
      out.writeBoolean(unit == silence);
      if (unit != silence) {
        SavedMedia.writeAccessUnit(out, unit);
      }
    }
  }

  static AudioLine load(DataInput in) throws IOException {
    AudioLine line = new AudioLine(SavedMedia.readAudio(in), new Timescale(in.readInt()));
    line.started = in.readBoolean();
    line.anchored = in.readBoolean();
    line.laidStart = in.readLong();
    line.laidEnd = in.readLong();
    line.head = in.readLong();
    int rangeCount = SavedMedia.readCount(in, MAX_RANGES, "audio ranges");
    for (int i = 0; i < rangeCount; i++) {
      line.ranges.add(new Range(in.readLong(), in.readLong(), in.readLong()));
    }
    line.loadUnits(in, line.early);
    line.loadUnits(in, line.laid);
    for (AccessUnit unit : line.early) {
      line.earlyBytes += unit.data().length();
    }
    return line;
  }

  private void loadUnits(DataInput in, Deque<AccessUnit> units) throws IOException {
    int count = SavedMedia.readCount(in, 1 << 20, "audio access units");
    for (int i = 0; i < count; i++) {
      units.addLast(in.readBoolean() ? silence : SavedMedia.readAccessUnit(in));
    }
  }
}
