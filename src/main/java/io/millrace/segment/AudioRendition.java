package io.millrace.segment;

import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One audio rendition over changes of its format and of the track that feeds it: the line that is
 * published now, the one that takes over where the next range begins, and the one before, until the
 * windows in front of that place are handed out. Decode times go on from one to the other.
 */
final class AudioRendition {
  /** A pause after encoded sound that is still no pause: what is left of its last frame. */
  private static final int MAX_REST_MILLIS = 100;

  private final String name;

  /** What feeds it, or did last. */
  private @Nullable Track track;

  private boolean fed;
  private @Nullable AudioLine current;
  private @Nullable AudioLine next;
  private boolean changes;

  /** The line before the current one; it has all that it will get, up to {@link #closedAt}. */
  private @Nullable AudioLine closed;

  private Position closedAt = Position.ZERO;

  /** Where the audio of an earlier format ended; null if there was none. */
  private @Nullable Position end;

  private boolean published;

  /** Whether segments no longer wait for it to begin. */
  private boolean givenUp;

  AudioRendition(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** What feeds it, or did last; null if nothing ever did. */
  @Nullable Track track() {
    return track;
  }

  boolean isFedBy(int trackId) {
    return fed && track != null && track.id() == trackId;
  }

  boolean isFed() {
    return fed;
  }

  /** The line that is laid under the pictures now. */
  @Nullable AudioLine current() {
    return current;
  }

  /** The line that takes access units: of the format that was announced last. */
  @Nullable AudioLine receiving() {
    return changes ? next : current;
  }

  /** Whether another line, or none, takes over at the next range. */
  boolean willChange() {
    return changes;
  }

  /**
   * Lets {@code other} feed this from now on; null for nothing: then it goes on with silence, since
   * players that are on it would wait for sound for ever.
   */
  void feed(@Nullable Track other, SegmentHandler handler) {
    if (other == null) {
      dropNext(handler);
      changes = false;
      fed = false;
      return;
    }
    changes |= current != null && !(fed && DeclaredTracks.areSame(track, other));
    givenUp &= fed; // it may be waited for again
    fed = true;
    track = other;
  }

  /**
   * Says that the current format ends with the open range, unless it is announced again. What still
   * waits is of a clock that has ended, and has no place on the next.
   */
  void leave(SegmentHandler handler) {
    changes |= current != null;
    if (current != null) {
      current.dropEarly(handler);
    }
    dropNext(handler);
  }

  /** Says that the format stays: it was announced again. */
  void stay(SegmentHandler handler) {
    dropNext(handler);
    changes = false;
  }

  /**
   * Takes a line of the format of what comes next: at once if nothing has been laid here, else
   * where the next range begins, unless the current line has the same.
   *
   * @param start where a first line begins
   * @return the line that is new now; null if there is none
   */
  @Nullable AudioLine announce(AudioLine line, Position start, SegmentHandler handler) {
    if (current == null) {
      current = line;
      place(current, start);
      return current;
    }
    if (current.isLike(line)) {
      stay(handler);
    } else if (next == null || !next.isLike(line)) {
      dropNext(handler);
      next = line;
      changes = true;
    }
    return null;
  }

  /** Lets the next line take over at {@code start}. */
  void change(Position start, SegmentHandler handler) {
    if (!changes) {
      return;
    }
    if (current != null) {
      current.finish(start.floorIn(current.timescale()), handler);
      end = current.publishedEnd();
      closed = current;
      closedAt = start;
    }
    current = next;
    next = null;
    changes = false;
    if (current != null) {
      place(current, start);
    }
  }

  /** Whether there are windows that the line before the current one has a part in. */
  boolean isDraining() {
    return closed != null;
  }

  /** Lets {@code line} begin at {@code start}, or where earlier audio ended if that is adjacent. */
  private void place(AudioLine line, Position start) {
    long begin = start.in(line.timescale());
    long rest =
        closed != null && closed.isEncoded()
            ? Timescale.MILLISECONDS.rescale(MAX_REST_MILLIS, line.timescale())
            : 0;
    long adjacent = begin - line.format().samplesPerFrame() - rest;
    if (end != null && end.in(line.timescale()) > adjacent) {
      line.continueFrom(end);
    } else {
      line.skipTo(begin);
    }
  }

  /** Whether all that this can add to {@code window} is there. */
  boolean isReadyFor(Window window) {
    AudioLine line = lineOf(window);
    if (line != null && line.isStarted() && fed) {
      return line.coversWithTrail(window.end().floorIn(line.timescale()));
    }
    return line == closed && line != null || !fed || givenUp;
  }

  private @Nullable AudioLine lineOf(Window window) {
    Timescale scale = window.end().timescale();
    return closed != null && window.end().ticks() <= closedAt.in(scale) ? closed : current;
  }

  /** This rendition's part of {@code window}, filled up; null if it has none. */
  @Nullable TrackSegment take(Window window, SegmentHandler handler) {
    AudioLine line = begin(window);
    if (line == null) {
      return null;
    }
    long limit = window.end().floorIn(line.timescale());
    if (fed) {
      line.fillTo(limit, handler);
    } else {
      line.goOnTo(limit);
    }
    return line.take(name, limit, handler);
  }

  /** This rendition's part of the last window of a stream: all there is of {@code longest}. */
  @Nullable TrackSegment takeLast(Window window, long longestMillis, SegmentHandler handler) {
    AudioLine line = begin(window);
    if (line == null) {
      return null;
    }
    if (!fed) {
      line.goOnTo(window.end().floorIn(line.timescale()));
    }
    long longest = Timescale.MILLISECONDS.rescaleDown(longestMillis, line.timescale());
    return line.take(name, window.start().in(line.timescale()) + longest, handler);
  }

  /** The line that has a part in {@code window}; null if none has begun. */
  private @Nullable AudioLine begin(Window window) {
    AudioLine line = lineOf(window);
    if (closed != null && line != closed) {
      forgetClosed();
    }
    if (line != null && line.isStarted()) {
      return line;
    }
    givenUp = true;
    if (line != null) {
      line.skipTo(window.end().in(line.timescale()));
    }
    return null;
  }

  private void forgetClosed() {
    closed = null;
    if (current == null) {
      published = false; // the next segment with it is the first one of a new layout
      givenUp = false;
    }
  }

  /** Takes note of a part that is published; true if it is the first. */
  boolean publishes() {
    boolean first = !published;
    published = true;
    return first;
  }

  /** Gives up all that is in no segment, at the end of the stream. */
  void dropWaiting(SegmentHandler handler) {
    if (current != null) {
      current.dropWaiting(handler);
    }
    dropNext(handler);
  }

  private void dropNext(SegmentHandler handler) {
    if (next != null) {
      next.dropWaiting(handler);
      next = null;
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeBoolean(track != null);
    if (track != null) {
      SavedMedia.writeTrack(out, track);
    }
    out.writeBoolean(fed);
    save(out, current);
    save(out, next);
    save(out, closed);
    closedAt.save(out);
    out.writeBoolean(changes);
    out.writeBoolean(end != null);
    if (end != null) {
      end.save(out);
    }
    out.writeBoolean(published);
    out.writeBoolean(givenUp);
  }

  private static void save(DataOutput out, @Nullable AudioLine line) throws IOException {
    out.writeBoolean(line != null);
    if (line != null) {
      line.save(out);
    }
  }

  static AudioRendition load(DataInput in) throws IOException {
    AudioRendition rendition = new AudioRendition(in.readUTF());
    rendition.track = in.readBoolean() ? SavedMedia.readTrack(in) : null;
    rendition.fed = in.readBoolean();
    rendition.current = in.readBoolean() ? AudioLine.load(in) : null;
    rendition.next = in.readBoolean() ? AudioLine.load(in) : null;
    rendition.closed = in.readBoolean() ? AudioLine.load(in) : null;
    rendition.closedAt = Position.load(in);
    rendition.changes = in.readBoolean();
    rendition.end = in.readBoolean() ? Position.load(in) : null;
    rendition.published = in.readBoolean();
    rendition.givenUp = in.readBoolean();
    return rendition;
  }
}
