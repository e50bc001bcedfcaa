package io.millrace.segment;

import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows in order, each waiting for the audio under it; numbers are given here and nowhere else.
 */
final class WindowQueue {
  private static final int MAX_WINDOWS = 4096;
  private static final int AUDIO_SLACK_MILLIS = 450;

  private final String stream;
  private final SegmentSettings settings;
  private final Deque<Window> windows = new ArrayDeque<>();
  private long nextNumber;
  private int targetDuration;

  /** A break in front of a window that had nothing to hand out. */
  private boolean broken;

  private ProgramDate date = new ProgramDate();

  /** The next window is the first one behind a break. */
  private boolean breaks;

  WindowQueue(String stream, SegmentSettings settings) {
    this.stream = stream;
    this.settings = settings;
    this.targetDuration = settings.maxSeconds();
  }

  /** True once anything has been added: from then on a break is a discontinuity. */
  boolean hasBegun() {
    return nextNumber > 0 || !windows.isEmpty();
  }

  /**
   * Longest segment, milliseconds. Its rounded duration is not above the TARGETDURATION. RFC 8216,
   * 4.3.3.1.
   */
  long maxMillis() {
    int seconds = targetDuration == 0 ? SegmentSettings.FIRST_SEGMENT_MAX_SECONDS : targetDuration;
    return 1000L * seconds + AUDIO_SLACK_MILLIS;
  }

  /**
   * Longest segment that may end anywhere, milliseconds: as long as one of the target may be by the
   * rule of {@link #maxMillis}.
   */
  long targetMillis() {
    return Math.min(maxMillis(), 1000L * targetSeconds() + AUDIO_SLACK_MILLIS);
  }

  private int targetSeconds() {
    return (settings.targetMillis() + 999) / 1000;
  }

  /** Says that the range which starts at {@code start} was received at {@code ingestTime}. */
  void anchor(Position start, long ingestTime) {
    date.anchor(start, ingestTime);
  }

  /** Says that the next window does not continue the last one. */
  void breakHere() {
    breaks = true;
  }

  /**
   * Adds a stretch of the timeline.
   *
   * @param picture null in a stream of audio alone
   */
  void add(Position start, Position end, @Nullable TrackSegment picture) {
    Window window = new Window(start, end, picture, breaks && hasBegun(), date.at(start));
    breaks = false;
    if (targetDuration == 0) {
      Timescale scale = end.timescale();
      long ticks = end.ticks() - start.in(scale);
      long seconds = (ticks + scale.ticksPerSecond() / 2) / scale.ticksPerSecond();
      targetDuration = (int) Math.max(seconds, targetSeconds());
    }
    windows.addLast(window);
  }

  /** Where the first window starts that is still here; {@code otherwise} if there is none. */
  Position oldestStart(Position otherwise) {
    Window first = windows.peekFirst();
    return first == null ? otherwise : first.start();
  }

  /**
   * Hands out the windows that are complete, or that have waited long enough.
   *
   * @param head where the stream has come to
   */
  void emitReady(AudioRenditions audio, Position head, SegmentHandler handler) {
    while (!windows.isEmpty()) {
      Window window = windows.getFirst();
      boolean late = isLate(window, head) || windows.size() > MAX_WINDOWS;
      if (!late && !audio.areReadyFor(window)) {
        return;
      }
      emitNow(windows.removeFirst(), audio, handler);
    }
  }

  private boolean isLate(Window window, Position head) {
    return head.in(Timescale.MILLISECONDS) - window.end().in(Timescale.MILLISECONDS)
        > settings.maxInterleaveMillis();
  }

  /** Hands out every window at once; audio that is missing becomes silence. */
  void flush(AudioRenditions audio, SegmentHandler handler) {
    while (!windows.isEmpty()) {
      emitNow(windows.removeFirst(), audio, handler);
    }
  }

  private void emitNow(Window window, AudioRenditions audio, SegmentHandler handler) {
    List<TrackSegment> parts = new ArrayList<>();
    boolean late = false;
    for (AudioRendition rendition : audio.all()) {
      late |= add(rendition, rendition.take(window, handler), parts, handler);
    }
    emit(window, late, parts, false, handler);
  }

  /** Adds a part, if there is one; true if the rendition begins with it and the stream did not. */
  private boolean add(
      AudioRendition rendition,
      @Nullable TrackSegment part,
      List<TrackSegment> parts,
      SegmentHandler handler) {
    if (part == null) {
      return false;
    }
    parts.add(part);
    boolean late = rendition.publishes() && nextNumber > 0;
    if (late) {
      handler.onEvent(
          SegmentEvent.LATE_TRACK,
          1,
          "%s begins at segment %d".formatted(rendition.name(), nextNumber));
    }
    return late;
  }

  /**
   * Hands out what is left as the end of the stream. The last segment takes the audio behind its
   * last picture, too, as far as its duration allows.
   */
  void end(AudioRenditions audio, SegmentHandler handler) {
    while (windows.size() > 1) {
      emitNow(windows.removeFirst(), audio, handler);
    }
    Window last = windows.pollFirst();
    if (last == null) {
      handler.onSegment(
          new SegmentUnit(
              stream,
              nextNumber,
              false,
              SegmentUnit.NO_DATE,
              Math.max(1, targetDuration),
              List.of(),
              true));
    } else {
      emitLast(last, audio, handler);
    }
    audio.dropWaiting(handler);
  }

  private void emitLast(Window last, AudioRenditions audio, SegmentHandler handler) {
    List<TrackSegment> parts = new ArrayList<>();
    boolean late = false;
    for (AudioRendition rendition : audio.all()) {
      late |= add(rendition, rendition.takeLast(last, maxMillis(), handler), parts, handler);
    }
    emit(last, late, parts, true, handler);
  }

  private void emit(
      Window window,
      boolean lateAudio,
      List<TrackSegment> audio,
      boolean end,
      SegmentHandler handler) {
    List<TrackSegment> tracks = new ArrayList<>();
    if (window.picture() != null) {
      tracks.add(window.picture());
    }
    tracks.addAll(audio);
    boolean discontinuity = broken || window.discontinuity() || lateAudio;
    broken = tracks.isEmpty() && discontinuity;
    if (tracks.isEmpty() && !end) {
      return; // a stretch shorter than one audio frame: its time stays in the next one
    }
    handler.onSegment(
        new SegmentUnit(
            stream,
            nextNumber++,
            discontinuity,
            window.programDateTime(),
            targetDuration,
            tracks,
            end));
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(nextNumber);
    out.writeInt(targetDuration);
    out.writeBoolean(broken);
    date.save(out);
    out.writeBoolean(breaks);
    out.writeInt(windows.size());
    for (Window window : windows) {
      window.save(out);
    }
  }

  static WindowQueue load(DataInput in, String stream, SegmentSettings settings)
      throws IOException {
    WindowQueue queue = new WindowQueue(stream, settings);
    queue.nextNumber = in.readLong();
    queue.targetDuration = in.readInt();
    queue.broken = in.readBoolean();
    queue.date = ProgramDate.load(in);
    queue.breaks = in.readBoolean();
    int count = SavedMedia.readCount(in, MAX_WINDOWS + 1, "windows");
    for (int i = 0; i < count; i++) {
      queue.windows.addLast(Window.load(in));
    }
    return queue;
  }
}
