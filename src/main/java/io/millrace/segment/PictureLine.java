package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.Sample;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pictures of the open segment, and where they stand on the timeline. */
final class PictureLine {
  /** Deepest reordering of H.264 and HEVC: so many pictures may still come in front of one. */
  private static final int MAX_REORDER = 16;

  private static final int MAX_PICTURES = 20_000;

  /** How many pictures must stand behind a cut for it to be certain. */
  enum Lookahead {
    /** More pictures will come in this range. */
    REORDERING(MAX_REORDER),
    /** Whatever comes next is shown behind all that is here. */
    COMPLETE(1);

    private final int pictures;

    Lookahead(int pictures) {
      this.pictures = pictures;
    }
  }

  private static final int MAX_BYTES = 96 << 20;

  private final Timescale source;
  private TrackFormat.Video format;
  private @Nullable FrameGrid grid;
  private @Nullable Timescale fixed;
  private boolean open;
  private long originPts;
  private Position base = Position.ZERO;
  private Position start = Position.ZERO;
  private final List<AccessUnit> pictures = new ArrayList<>();
  private long bytes;
  private long latestPts;
  private SyncWait wait = new SyncWait();
  private PictureUse use = PictureUse.COPIED;
  private PictureLead lead = new PictureLead();

  PictureLine(
      TrackFormat.Video format, Timescale source, Position start, @Nullable Timescale fixed) {
    this.format = format;
    this.source = source;
    this.start = start;
    this.fixed = fixed;
  }

  /**
   * Takes note of a picture that is dropped because no sync sample came yet.
   *
   * @return true once, when the wait passes {@code maxMillis} of media
   */
  boolean waits(AccessUnit dropped, int maxMillis) {
    return wait.passes(maxMillis, dropped.pts(), source);
  }

  /** A segment's pictures and the point where the next one starts. */
  record Closed(TrackSegment segment, Position start, Position end) {}

  TrackFormat.Video format() {
    return format;
  }

  Timescale source() {
    return source;
  }

  /** Timescale of the rendition once it is decided. */
  @Nullable Timescale timescale() {
    return fixed;
  }

  boolean isOpen() {
    return open;
  }

  boolean isEmpty() {
    return pictures.isEmpty();
  }

  /** Where the open segment starts: the end of all that was closed. */
  Position start() {
    return start;
  }

  /** Time stamp that stands at {@link #rangeBase}. */
  Position origin() {
    return new Position(originPts, source);
  }

  Position rangeBase() {
    return base;
  }

  /** Begins a range of the source's clock with a sync sample, at the end of what was closed. */
  void openRange(AccessUnit sync, TrackFormat.Video newFormat, PictureUse newUse) {
    format = newFormat;
    use = newUse;
    originPts = sync.pts();
    latestPts = sync.pts();
    base = start;
    grid = null;
    open = true;
    lead.clear();
    wait.end();
  }

  void add(AccessUnit picture) {
    pictures.add(picture);
    bytes += picture.data().length();
    latestPts = Math.max(latestPts, picture.pts());
  }

  /**
   * True if {@code pts} cannot belong to this range: further than {@code maxMillis} from the rest.
   */
  boolean jumps(long pts, int maxMillis) {
    long reach = Timescale.MILLISECONDS.rescale(maxMillis, source);
    return pts > latestPts + reach || pts < latestPts - reach;
  }

  /** The latest time stamp, ticks of the source. */
  long latestPts() {
    return latestPts;
  }

  /**
   * Whether a picture of time stamp {@code pts}, the first of another session, follows those here
   * and {@code more} without a hole: one of half a frame or more, and none among the last pictures,
   * where reordered ones may not have come. Without a frame rate the longest of the last distances
   * stands for a frame.
   */
  boolean isFollowedBy(long pts, List<AccessUnit> more) {
    long[] times =
        Stream.concat(pictures.stream(), more.stream())
            .mapToLong(AccessUnit::pts)
            .sorted()
            .toArray();
    int first = Math.max(1, times.length - MAX_REORDER);
    long longest = 0;
    for (int i = first; i < times.length; i++) {
      longest = Math.max(longest, times[i] - times[i - 1]);
    }
    FrameRate rate = gridUpTo().rate();
    long frame =
        rate == null
            ? longest
            : (long) source.ticksPerSecond() * rate.denominator() / rate.numerator();
    long latest = times.length == 0 ? pts : times[times.length - 1];
    return pts > latest && 2 * Math.max(longest, pts - latest) < 3 * frame;
  }

  /** Whether a picture of the time of {@code picture} is here, or was in a segment before. */
  boolean has(AccessUnit picture) {
    FrameGrid known = gridUpTo();
    return position(known, picture.pts()) < start.in(known.timescale())
        || pictures.stream().anyMatch(one -> one.pts() == picture.pts());
  }

  /** Whether {@code sync} is here, time and content. */
  boolean hasSame(AccessUnit sync) {
    return pictures.stream().anyMatch(one -> isSame(one, sync));
  }

  /** Whether both are one picture, sent twice. */
  static boolean isSame(AccessUnit a, AccessUnit b) {
    return a.pts() == b.pts() && a.data().equals(b.data());
  }

  /** Drops the open segment and all that is in it; how many pictures that was. */
  int abandon() {
    int count = pictures.size();
    pictures.clear();
    bytes = 0;
    open = false;
    return count;
  }

  /** Takes note that the wait for a sync sample is over. */
  void syncCame() {
    wait.end();
  }

  /** Media time from the start of the stream to the latest picture, exact to the source's tick. */
  Position head() {
    long since = source.rescale(latestPts - originPts, Timescale.MPEG_TS);
    return new Position(base.in(Timescale.MPEG_TS) + since, Timescale.MPEG_TS);
  }

  /** True if a segment that ends where a sync sample stands holds the target duration. */
  boolean reaches(AccessUnit sync, int targetMillis) {
    FrameGrid known = gridUpTo(sync.pts());
    return position(known, sync.pts()) - start.in(known.timescale()) >= known.ticks(targetMillis);
  }

  /** Closes the open segment at {@code pts}, where the first picture of the next one is shown. */
  Closed closeAt(long pts) {
    decideGrid(gridUpTo(pts));
    return close(pictures.size(), position(decided(), pts));
  }

  /** Duration of the open segment if it ends at {@code pts}, milliseconds. */
  long millisTo(long pts) {
    FrameGrid known = gridUpTo(pts);
    return millisSinceStart(known, position(known, pts));
  }

  /** Whether pictures behind a sync sample may be shown before it, as those of open GOPs are. */
  boolean hasLeadingPictures() {
    return switch (format.codec()) {
      case H264 -> mayBeginAnywhere(); // then recovery points are sync samples, too
      case H265, MPEG2_VIDEO, OTHER_VIDEO -> true;
      default -> false;
    };
  }

  /** Whether a segment may begin with any picture, because only encoders see them. */
  boolean mayBeginAnywhere() {
    return !use.isCopied();
  }

  /**
   * Whether a picture is shown before the sync sample that the range begins with: what it refers to
   * need not be there, and there is no room for it on the timeline.
   */
  boolean isBeforeRange(AccessUnit picture) {
    return hasLeadingPictures() && picture.pts() < originPts;
  }

  /** Whether all pictures of the open segment are shown before {@code pts}. */
  boolean isAllBefore(long pts) {
    return latestPts < pts;
  }

  /** Duration of the open segment if it ends behind its last picture, milliseconds. */
  long millisToEnd() {
    FrameGrid known = gridUpTo();
    return millisSinceStart(known, endOfPictures(known));
  }

  private long millisSinceStart(FrameGrid known, long end) {
    long ticks = end - start.in(known.timescale());
    return known.timescale().rescale(ticks, Timescale.MILLISECONDS);
  }

  /** Closes the open segment behind its last picture, and the range with it. */
  Closed closeRange() {
    decideGrid(gridUpTo());
    Closed closed = close(pictures.size(), endOfPictures(decided()));
    open = false;
    return closed;
  }

  private long endOfPictures(FrameGrid known) {
    long[] times = positions(known, pictures.size());
    Arrays.sort(times);
    return times[times.length - 1] + lastDuration(known, times);
  }

  /** Ends a range that has no open pictures. */
  void leaveRange() {
    open = false;
  }

  /**
   * Duration of the last picture: of a frame, as the container says, like the one before it, or
   * 1/24 s, in this order.
   */
  private long lastDuration(FrameGrid known, long[] sorted) {
    AccessUnit last = pictures.get(pictures.size() - 1);
    if (known.rate() != null) {
      return known.frameDuration();
    }
    if (last.duration() > 0) {
      long declared = source.rescale(last.duration(), known.timescale());
      return Math.max(1, Math.min(declared, known.timescale().ticksPerSecond()));
    }
    int n = sorted.length;
    return n >= 2 ? Math.max(1, sorted[n - 1] - sorted[n - 2]) : known.frameDuration();
  }

  /**
   * True if the pictures span more than {@code maxMillis}, or more bytes than a segment may hold.
   */
  boolean exceeds(long maxMillis) {
    return isHopeless()
        || head().in(Timescale.MILLISECONDS) - start.in(Timescale.MILLISECONDS) > maxMillis;
  }

  /**
   * Closes as much as fits into {@code maxMillis}, at a place where no picture behind it is shown
   * before one in front of it; null as long as later pictures may still change where that is.
   */
  @Nullable Closed cutByTime(long maxMillis, Lookahead lookahead) {
    FrameGrid known = gridUpTo();
    long[] positions = positions(known, pictures.size());
    long limit =
        start.in(known.timescale()) + known.timescale().ticksPerSecond() * maxMillis / 1000;
    int cut = lastCleanCut(positions, limit, lookahead);
    return cut > 0 || isHopeless() ? closeInFrontOf(cut, positions, known) : null;
  }

  /**
   * The same at the last such place within {@code targetMillis}, as soon as it is certain which one
   * that is; where there is none, at one behind it.
   */
  @Nullable Closed cutAtTarget(int targetMillis, Lookahead lookahead) {
    FrameGrid known = gridUpTo();
    long[] positions = positions(known, pictures.size());
    long limit = start.in(known.timescale()) + known.ticks(targetMillis);
    long certain = Long.MAX_VALUE;
    for (int i = Math.max(0, positions.length - lookahead.pictures); i < positions.length; i++) {
      certain = Math.min(certain, positions[i]);
    }
    if (certain <= limit && !isHopeless()) {
      return null;
    }
    int cut = lastCleanCut(positions, limit, lookahead);
    if (cut == 0) {
      cut = lastCleanCut(positions, certain, lookahead);
    }
    return cut > 0 || isHopeless() ? closeInFrontOf(cut, positions, known) : null;
  }

  /** More is held than a segment may have, whatever stands where. */
  private boolean isHopeless() {
    return bytes > MAX_BYTES || pictures.size() > MAX_PICTURES;
  }

  private Closed closeInFrontOf(int cut, long[] positions, FrameGrid known) {
    decideGrid(known);
    int count = cut == 0 ? pictures.size() - 1 : cut;
    long end = Long.MAX_VALUE;
    for (int i = count; i < positions.length; i++) {
      end = Math.min(end, positions[i]);
    }
    return close(count, end);
  }

  private static int lastCleanCut(long[] positions, long limit, Lookahead lookahead) {
    long[] earliestBehind = new long[positions.length + 1];
    earliestBehind[positions.length] = Long.MAX_VALUE;
    for (int i = positions.length - 1; i >= 0; i--) {
      earliestBehind[i] = Math.min(earliestBehind[i + 1], positions[i]);
    }
    int cut = 0;
    long latestBefore = Long.MIN_VALUE;
    for (int i = 1; i <= positions.length - lookahead.pictures; i++) {
      latestBefore = Math.max(latestBefore, positions[i - 1]);
      if (latestBefore < earliestBehind[i] && earliestBehind[i] <= limit) {
        cut = i;
      }
    }
    return cut;
  }

  private Closed close(int count, long wantedEnd) {
    FrameGrid known = decided();
    long first = start.in(known.timescale());
    DecodeTimes times = DecodeTimes.of(positions(known, count), first);
    long end = Math.max(wantedEnd, times.last() + 1);
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      AccessUnit picture = pictures.get(i);
      samples.add(
          new Sample(
              times.duration(i, end), times.compositionOffset(i), picture.sync(), picture.data()));
    }
    Position from = new Position(first, known.timescale());
    start = new Position(end, known.timescale());
    forget(count);
    TrackFormat.Video shown = format.withFrameRate(known.rate());
    TrackSegment segment = new TrackSegment("video", shown, known.timescale(), first, samples);
    return new Closed(use.isEncoded() ? forEncoder(segment, end) : segment, from, start);
  }

  private TrackSegment forEncoder(TrackSegment segment, long end) {
    List<Sample> before = lead.before(segment);
    lead.add(segment.samples());
    return segment.withEncoding(
        new EncoderInput(before, List.of(), segment.baseMediaDecodeTime(), end, use.isCopied()));
  }

  private void forget(int count) {
    pictures.subList(0, count).clear();
    bytes = 0;
    for (AccessUnit picture : pictures) {
      bytes += picture.data().length();
    }
  }

  /** The grid that is decided, or else that of the pictures here and of a time behind them. */
  private FrameGrid gridUpTo(long... next) {
    if (grid != null) {
      return grid;
    }
    long[] times = new long[pictures.size() + next.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = (i < pictures.size() ? pictures.get(i).pts() : next[0]) - originPts;
    }
    Arrays.sort(times);
    return FrameGrid.detect(times, source, format.frameRate(), fixed);
  }

  private void decideGrid(FrameGrid known) {
    grid = known;
    fixed = known.timescale();
  }

  private FrameGrid decided() {
    if (grid == null) {
      throw new IllegalStateException("Cannot place pictures: no frame grid");
    }
    return grid;
  }

  private long[] positions(FrameGrid known, int count) {
    long[] positions = new long[count];
    for (int i = 0; i < count; i++) {
      positions[i] = position(known, pictures.get(i).pts());
    }
    return positions;
  }

  private long position(FrameGrid known, long pts) {
    return base.in(known.timescale()) + known.position(pts - originPts, source);
  }

  void save(DataOutput out) throws IOException {
    out.writeUTF(use.name());
    SavedMedia.writeVideo(out, format);
    out.writeInt(source.ticksPerSecond());
    start.save(out);
    out.writeInt(fixed == null ? 0 : fixed.ticksPerSecond());
    out.writeBoolean(grid != null);
    if (grid != null) {
      grid.save(out);
    }
    out.writeBoolean(open);
    out.writeLong(originPts);
    base.save(out);
    out.writeLong(latestPts);
    wait.save(out);
    lead.save(out);
    SavedMedia.writeAccessUnits(out, pictures);
  }

  static PictureLine load(DataInput in) throws IOException {
    PictureUse use = SavedMedia.named(PictureUse.values(), in.readUTF(), "picture line");
    TrackFormat.Video format = SavedMedia.readVideo(in);
    Timescale source = new Timescale(in.readInt());
    Position start = Position.load(in);
    int fixed = in.readInt();
    PictureLine line =
        new PictureLine(format, source, start, fixed == 0 ? null : new Timescale(fixed));
    line.grid = in.readBoolean() ? FrameGrid.load(in) : null;
    line.open = in.readBoolean();
    line.originPts = in.readLong();
    line.base = Position.load(in);
    line.latestPts = in.readLong();
    line.wait = SyncWait.load(in);
    line.use = use;
    line.lead = PictureLead.load(in);
    for (AccessUnit picture : SavedMedia.readAccessUnits(in, MAX_PICTURES + 1, "pictures")) {
      line.pictures.add(picture);
      line.bytes += picture.data().length();
    }
    return line;
  }
}
