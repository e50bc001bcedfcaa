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
  private static final int MAX_RANGES = 64;
  private static final Timescale ENCODED = new Timescale(EncoderInput.AUDIO_RATE);

  /** A hole or lead longer than this is another timeline, not a hole. */
  private static final int MAX_JUMP_SECONDS = 10;

  /** Sound that is further ahead of sound and pictures has a wrong time stamp. */
  private static final int MAX_LEAD_SECONDS = 4;

  private final TrackFormat.Audio format;
  private final Timescale timescale;
  private final Timescale source;
  private final int frameSamples;

  /** Whether an encoder takes it: then a hole is no sound, and needs nothing that fills it. */
  private final boolean encoded;

  private final Deque<AudioRange> ranges = new ArrayDeque<>();
  private EarlyAudio early = new EarlyAudio();
  private final LaidAudio laid;
  private boolean started;

  /** Whether an access unit of the open range has its place. */
  private boolean anchored;

  /** Whether access units say themselves how many samples they have. */
  private boolean ownLengths;

  /**
   * Whether the sound went on behind a hole that nothing fills: there is none until a segment can
   * begin with it.
   */
  private boolean muted;

  /** Time stamp of the last access unit that came, ticks of the source. */
  private long lastPts;

  /** Whether access units may come that came already. */
  private boolean repeating;

  private long head;

  /** Where the next frame begins that is encoded, samples at the rate of the encoder. */
  private long nextFrame;

  AudioLine(TrackFormat.Audio format, Timescale source, boolean encoded) {
    this.format = format;
    this.encoded = encoded;
    this.source = source;
    this.timescale = new Timescale(format.sampleRate());
    this.frameSamples = format.samplesPerFrame();
    this.laid =
        new LaidAudio(
            new AccessUnit(-1, 0, 0, true, format.silence(), -1),
            encoded ? AudioMargins.longestLead(format, timescale) : 0);
  }

  TrackFormat.Audio format() {
    return format;
  }

  Timescale source() {
    return source;
  }

  /** Whether access units of {@code other} can go on here. */
  boolean isLike(AudioLine other) {
    return format.equals(other.format) && source.equals(other.source) && encoded == other.encoded;
  }

  /** False if {@code unit} cannot belong to the open range: its time is too far from the rest. */
  boolean fits(AccessUnit unit) {
    AudioRange range = ranges.peekLast();
    return range == null || range.isClosed() || isNear(range.place(unit, source, timescale));
  }

  private long lead() {
    return (long) MAX_LEAD_SECONDS * timescale.ticksPerSecond();
  }

  private boolean isNear(long position) {
    return Math.abs(position - laid.end()) <= (long) MAX_JUMP_SECONDS * timescale.ticksPerSecond();
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
    return early.millis(source);
  }

  /** Time stamp of the first access unit that waits for a range, ticks of the source. */
  @Nullable Long firstWaitingPts() {
    return early.firstPts();
  }

  /** End of the audio laid so far, samples. */
  long end() {
    return laid.end();
  }

  boolean isEncoded() {
    return encoded;
  }

  /**
   * Where what is published of all that is laid ends. Of encoded sound, whole frames are: their
   * number does not depend on how segments share them.
   */
  Position publishedEnd() {
    return encoded && started
        ? new Position(nextFrame + frames(laid.end()) * EncoderInput.AUDIO_FRAME, ENCODED)
        : new Position(laid.end(), timescale);
  }

  /** How many frames, from the next one on, an encoder makes of the sound up to {@code end}. */
  private long frames(long end) {
    return Math.max(0, timescale.rescaleDown(end, ENCODED) - nextFrame) / EncoderInput.AUDIO_FRAME;
  }

  /** True if {@code unit} would stand behind a hole that no silence can fill. */
  boolean leavesHole(AccessUnit unit) {
    AudioRange range = ranges.peekLast();
    return !hasSilence()
        && !encoded
        && anchored
        && range != null
        && range.place(unit, source, timescale) - laid.end() >= frameSamples;
  }

  /** Says that another session goes on here, and may begin with access units that came already. */
  void mayRepeat() {
    repeating = anchored;
  }

  /** Whether {@code unit} of another session stands behind all that is laid, without a hole. */
  boolean isFollowedBy(AccessUnit unit) {
    AudioRange range = ranges.peekLast();
    if (range == null || range.isClosed() || !anchored || unit.pts() <= lastPts) {
      return false;
    }
    return Math.abs(range.place(unit, source, timescale) - laid.end()) < frameSamples;
  }

  /** Whether {@code unit} is one of those that are laid and in no segment yet. */
  boolean has(AccessUnit unit) {
    return laid.has(unit);
  }

  private boolean hasSilence() {
    return !format.silence().isEmpty();
  }

  private int samplesOf(AccessUnit unit) {
    return unit.samples() > 0 ? unit.samples() : frameSamples;
  }

  /**
   * Takes the next access unit.
   *
   * @param head samples that the pictures have come to: sound does not run far ahead of them
   */
  void accept(AccessUnit unit, long head, SegmentHandler handler) {
    this.head = head;
    if (repeating && unit.pts() <= lastPts) {
      handler.onDropped(MediaType.AUDIO, DropReason.OVERLAP, 1);
      return;
    }
    repeating = false;
    lastPts = unit.pts();
    ownLengths |= unit.samples() > 0;
    if (samplesOf(unit) > timescale.ticksPerSecond()) {
      handler.onDropped(MediaType.AUDIO, DropReason.IMPLAUSIBLE_TIME, 1);
    } else {
      place(unit, handler);
    }
  }

  /**
   * Begins a range: {@code originPts} of the source stands at {@code base}. Audio that came before
   * is laid now.
   */
  void openRange(long originPts, long base, SegmentHandler handler) {
    if (ranges.size() == MAX_RANGES) {
      finishRange(handler);
    }
    ranges.add(AudioRange.open(originPts, base));
    head = Math.max(head, base);
    anchored = false;
    if (!started) {
      laid.moveTo(base);
    }
    for (AccessUnit unit : early.take()) {
      place(unit, handler);
    }
  }

  /**
   * Ends the open range at {@code end} samples; what was laid behind it waits for the next range.
   */
  void closeRange(long end) {
    AudioRange last = ranges.pollLast();
    if (last == null) {
      return;
    }
    ranges.addLast(last.closedAt(end));
    early.addFirst(laid.removeBehind(end));
  }

  private void place(AccessUnit unit, SegmentHandler handler) {
    while (!ranges.isEmpty()) {
      AudioRange range = ranges.getFirst();
      long position = range.place(unit, source, timescale);
      if (!range.isClosed()) {
        placeInOpenRange(unit, position, range.base(), handler);
        return;
      }
      boolean belongs =
          position >= laid.end() - 2L * frameSamples && laid.end() + samplesOf(unit) <= range.end();
      if (started && belongs && position < range.end()) {
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
    if (!isNear(position) || position > Math.max(laid.end(), head) + lead()) {
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
      begin(position);
    }
    long ahead = position - laid.end();
    if (ahead <= -tolerance) {
      handler.onDropped(MediaType.AUDIO, DropReason.OVERLAP, 1);
      return;
    }
    // Up to a frame of jitter is left alone; then the nearest whole number of frames is filled in,
    // which leaves at most half a frame: no flapping.
    if (ahead >= tolerance && hasSilence()) {
      fill((ahead + frameSamples / 2) / frameSamples, handler);
    } else if (ahead >= tolerance) {
      leaveHole(ahead);
    }
    laid.add(unit, samplesOf(unit));
    anchored = true;
  }

  /**
   * Exact to the sample: the first access unit stands where its time stamp says, and silence before
   * it fills whole frames back to the start of the segment.
   */
  private void begin(long position) {
    started = true;
    long ahead = position - laid.end();
    laid.moveTo(
        laid.end()
            + (hasSilence() ? Math.floorMod(ahead, (long) frameSamples) : Math.max(0, ahead)));
    nextFrame = timescale.rescaleDown(laid.start(), ENCODED);
  }

  private void fill(long frames, SegmentHandler handler) {
    laid.addSilence(frames, frameSamples);
    handler.onEvent(
        SegmentEvent.SILENCE,
        (int) frames,
        "%d audio frames replaced by silence".formatted(frames));
  }

  /**
   * Nothing can be put into a hole of this codec: the access unit before it lasts longer. If that
   * is published already, the rendition has no part in the segment at hand.
   */
  private void leaveHole(long samples) {
    if (!laid.stretch(samples)) {
      muted = !encoded;
      laid.moveTo(laid.end() + samples);
    }
  }

  private void waitForRange(AccessUnit unit, SegmentHandler handler) {
    early.add(unit);
    while (early.areTooMany()) {
      early.removeFirst();
      handler.onDropped(MediaType.AUDIO, DropReason.IMPLAUSIBLE_TIME, 1);
    }
  }

  private void finishRange(SegmentHandler handler) {
    AudioRange range = ranges.removeFirst();
    if (range.isClosed()) {
      fillTo(range.end(), handler);
    }
  }

  /** True if all access units that end at or before {@code end} are laid. */
  boolean covers(long end) {
    int shortest = ownLengths ? 1 : frameSamples;
    return started && laid.end() + shortest > end;
  }

  private long trailTo(long encodedEnd) {
    return AudioMargins.trailTo(timescale, encodedEnd);
  }

  /** The same, and what an encoder needs behind {@code end}. */
  boolean coversWithTrail(long end) {
    return covers(encoded ? trailTo(timescale.rescaleDown(end, ENCODED)) : end);
  }

  /** Fills what is missing up to {@code end} samples, as far as the codec allows. */
  void fillTo(long end, SegmentHandler handler) {
    long missing = end - laid.end();
    if (!started || missing < frameSamples) {
      return;
    }
    if (hasSilence()) {
      fill(missing / frameSamples, handler);
    } else {
      leaveHole(missing);
    }
  }

  /** The same where no sound is expected: nobody needs to hear of it. */
  void goOnTo(long end) {
    long missing = end - laid.end();
    if (missing >= frameSamples && hasSilence()) {
      laid.addSilence(missing / frameSamples, frameSamples);
    } else if (missing >= frameSamples) {
      leaveHole(missing);
    }
  }

  /**
   * Says that nothing before {@code start} will be asked for; audio that begins later begins there.
   */
  void skipTo(long start) {
    if (!started) {
      laid.moveTo(start);
    }
  }

  /**
   * Says that audio of another format was laid up to {@code end}: this goes on there, without a
   * gap.
   */
  void continueFrom(Position end) {
    started = true;
    laid.moveTo(end.timescale().rescaleUp(end.ticks(), timescale));
    nextFrame = end.timescale().rescaleUp(end.ticks(), ENCODED);
  }

  /**
   * Takes the access units that end at or before {@code end} samples; null if there are none.
   *
   * @param rendition name of the rendition
   */
  @Nullable TrackSegment take(String rendition, long end, SegmentHandler handler) {
    long start = laid.start();
    List<Sample> lead = laid.past();
    List<Sample> samples = laid.takeUpTo(end);
    if (samples.isEmpty()) {
      muted &= !covers(end);
      return null;
    }
    if (muted) {
      handler.onDropped(MediaType.AUDIO, DropReason.UNFILLED_HOLE, samples.size());
      muted = !covers(end);
      return null;
    }
    TrackSegment part = new TrackSegment(rendition, format, timescale, start, samples);
    return encoded ? forEncoder(part, lead, frames(laid.start())) : part;
  }

  /** Null if no frame ends here: then the sound is in the lead of the next segment. */
  private @Nullable TrackSegment forEncoder(TrackSegment part, List<Sample> lead, long frames) {
    if (frames == 0) {
      return null;
    }
    long from = nextFrame;
    nextFrame += frames * EncoderInput.AUDIO_FRAME;
    List<Sample> trail = laid.next(trailTo(nextFrame) - laid.start());
    return part.withEncoding(new EncoderInput(lead, trail, from, nextFrame, false));
  }

  /** Fills up to {@code end} samples and gives up what does not end before: nothing more comes. */
  void finish(long end, SegmentHandler handler) {
    fillTo(end, handler);
    dropBehind(end, handler);
  }

  /** Gives up all that was not laid, and what was laid and is in no segment. */
  void dropWaiting(SegmentHandler handler) {
    dropBehind(laid.start(), handler);
  }

  /** Gives up what waits for a range. */
  void dropEarly(SegmentHandler handler) {
    drop(early.take().size(), handler);
  }

  private void dropBehind(long end, SegmentHandler handler) {
    drop(laid.removeBehind(end).size(), handler);
    dropEarly(handler);
  }

  private static void drop(int count, SegmentHandler handler) {
    if (count > 0) {
      handler.onDropped(MediaType.AUDIO, DropReason.OUTSIDE_PICTURE, count);
    }
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeAudio(out, format);
    out.writeInt(source.ticksPerSecond());
    out.writeBoolean(encoded);
    out.writeBoolean(started);
    out.writeBoolean(anchored);
    out.writeBoolean(ownLengths);
    out.writeBoolean(muted);
    out.writeLong(lastPts);
    out.writeBoolean(repeating);
    out.writeLong(head);
    out.writeLong(nextFrame);
    out.writeInt(ranges.size());
    for (AudioRange range : ranges) {
      range.save(out);
    }
    early.save(out);
    laid.save(out);
  }

  static AudioLine load(DataInput in) throws IOException {
    AudioLine line =
        new AudioLine(SavedMedia.readAudio(in), new Timescale(in.readInt()), in.readBoolean());
    line.started = in.readBoolean();
    line.anchored = in.readBoolean();
    line.ownLengths = in.readBoolean();
    line.muted = in.readBoolean();
    line.lastPts = in.readLong();
    line.repeating = in.readBoolean();
    line.head = in.readLong();
    line.nextFrame = in.readLong();
    int rangeCount = SavedMedia.readCount(in, MAX_RANGES, "audio ranges");
    for (int i = 0; i < rangeCount; i++) {
      line.ranges.add(AudioRange.load(in));
    }
    line.early = EarlyAudio.load(in);
    line.laid.load(in);
    return line;
  }
}
