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
  private boolean audioPublished;
  private boolean audioGivenUp;

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

  void add(Window window) {
    if (targetDuration == 0) {
      Timescale scale = window.end().timescale();
      long ticks = window.end().ticks() - window.start().in(scale);
      long seconds = (ticks + scale.ticksPerSecond() / 2) / scale.ticksPerSecond();
      targetDuration = (int) Math.max(seconds, (settings.targetMillis() + 999) / 1000);
    }
    windows.addLast(window);
  }

  /** Where the first window starts that is still here; {@code otherwise} if there is none. */
  Position oldestStart(Position otherwise) {
    Window first = windows.peekFirst();
    return first == null ? otherwise : first.start();
  }

  /** Another selection of tracks: audio that was given up may be waited for again. */
  void expectAudioAgain() {
    audioGivenUp = false;
  }

  /** The next segment with audio is the first one of a new layout. */
  void forgetAudio() {
    audioPublished = false;
    audioGivenUp = false;
  }

  /**
   * Hands out the windows that are complete, or that have waited long enough.
   *
   * @param audio null if the stream has none, or if its format is not known yet
   * @param expected the stream declares audio
   * @param head where the pictures have come to
   */
  void emitReady(
      @Nullable AudioLine audio, boolean expected, Position head, SegmentHandler handler) {
    while (!windows.isEmpty()) {
      Window window = windows.getFirst();
      boolean late = isLate(window, head) || windows.size() > MAX_WINDOWS;
      if (audio != null && audio.isStarted()) {
        long end = window.end().floorIn(audio.timescale());
        if (!audio.covers(end) && !late) {
          return;
        }
        audio.fillTo(end, handler);
        emit(windows.removeFirst(), audio.take("audio", end, handler), false, handler);
      } else {
        if (expected && !audioGivenUp && !late) {
          return;
        }
        audioGivenUp = true;
        emitWithoutAudio(windows.removeFirst(), audio, handler);
      }
    }
  }

  private boolean isLate(Window window, Position head) {
    return head.in(Timescale.MILLISECONDS) - window.end().in(Timescale.MILLISECONDS)
        > settings.maxInterleaveMillis();
  }

  /** Hands out every window at once; audio that is missing becomes silence. */
  void flush(@Nullable AudioLine audio, SegmentHandler handler) {
    while (!windows.isEmpty()) {
      emitNow(windows.removeFirst(), audio, handler);
    }
  }

  private void emitNow(Window window, @Nullable AudioLine audio, SegmentHandler handler) {
    if (audio == null || !audio.isStarted()) {
      emitWithoutAudio(window, audio, handler);
      return;
    }
    long end = window.end().floorIn(audio.timescale());
    audio.fillTo(end, handler);
    emit(window, audio.take("audio", end, handler), false, handler);
  }

  /**
   * Hands out what is left as the end of the stream. The last segment takes the audio behind its
   * last picture, too, as far as its duration allows.
   */
  void end(@Nullable AudioLine audio, SegmentHandler handler) {
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
    } else if (audio == null || !audio.isStarted()) {
      emit(last, null, true, handler);
    } else {
      long start = last.start().in(audio.timescale());
      long longest = Timescale.MILLISECONDS.rescaleDown(maxMillis(), audio.timescale());
      emit(last, audio.take("audio", start + longest, handler), true, handler);
    }
    if (audio != null) {
      audio.dropWaiting(handler);
    }
  }

  private void emitWithoutAudio(Window window, @Nullable AudioLine audio, SegmentHandler handler) {
    if (audio != null) {
      audio.skipTo(window.end().in(audio.timescale()));
    }
    emit(window, null, false, handler);
  }

  private void emit(
      Window window, @Nullable TrackSegment audio, boolean end, SegmentHandler handler) {
    List<TrackSegment> tracks = new ArrayList<>(2);
    if (window.picture() != null) {
      tracks.add(window.picture());
    }
    if (audio != null) {
      tracks.add(audio);
    }
    if (tracks.isEmpty() && !end) {
      return; // a stretch shorter than one audio frame: its time stays in the next one
    }
    boolean lateAudio = audio != null && !audioPublished && nextNumber > 0;
    if (lateAudio) {
      handler.onEvent(
          SegmentEvent.LATE_TRACK, 1, "audio begins at segment %d".formatted(nextNumber));
    }
    audioPublished |= audio != null;
    handler.onSegment(
        new SegmentUnit(
            stream,
            nextNumber++,
            window.discontinuity() || lateAudio,
            window.programDateTime(),
            targetDuration,
            tracks,
            end));
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(nextNumber);
    out.writeInt(targetDuration);
    out.writeBoolean(audioPublished);
    out.writeBoolean(audioGivenUp);
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
    queue.audioPublished = in.readBoolean();
    queue.audioGivenUp = in.readBoolean();
    int count = SavedMedia.readCount(in, MAX_WINDOWS + 1, "windows");
    for (int i = 0; i < count; i++) {
      queue.windows.addLast(Window.load(in));
    }
    return queue;
  }
}
