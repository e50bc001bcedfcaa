package io.millrace.segment;

import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a stream over changes of its format: the line that is published now, and the one
 * that takes over where the next range begins. Decode times go on from one to the other.
 */
final class AudioLines {
  private @Nullable AudioLine current;
  private @Nullable AudioLine next;
  private boolean changes;

  /** Where the audio of an earlier format ended; null if there was none. */
  private @Nullable Position end;

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

  /** Begins the first line at {@code start}. */
  AudioLine begin(TrackFormat.Audio format, Timescale source, Position start) {
    AudioLine line = new AudioLine(format, source);
    current = line;
    place(line, start);
    return line;
  }

  /** Takes a format while there is a line: the same again, or one for the next range. */
  void announce(TrackFormat.Audio format, Timescale source, SegmentHandler handler) {
    if (current != null && current.hasFormat(format, source)) {
      dropNext(handler);
      changes = false;
    } else if (next == null || !next.hasFormat(format, source)) {
      dropNext(handler);
      next = new AudioLine(format, source);
      changes = true;
    }
  }

  /** Says that the current track goes: what is announced after it takes over, or nothing does. */
  void leave() {
    changes |= current != null;
  }

  /** Lets the next line take over at {@code start}; windows in front of it are handed out now. */
  void change(Position start, WindowQueue windows, SegmentHandler handler) {
    if (!changes) {
      return;
    }
    windows.flush(current, handler);
    if (current != null) {
      current.dropWaiting(handler);
      end = new Position(current.end(), current.timescale());
    }
    current = next;
    next = null;
    changes = false;
    if (current == null) {
      windows.forgetAudio();
    } else {
      place(current, start);
    }
  }

  /** Lets {@code line} begin at {@code start}, or where earlier audio ended if that is adjacent. */
  private void place(AudioLine line, Position start) {
    long begin = start.in(line.timescale());
    if (end != null && end.in(line.timescale()) > begin - line.format().samplesPerFrame()) {
      line.continueFrom(end);
    } else {
      line.skipTo(begin);
    }
  }

  /** Gives up what waits for a range that will not come. */
  void dropNext(SegmentHandler handler) {
    if (next != null) {
      next.dropWaiting(handler);
      next = null;
    }
  }

  void save(DataOutput out) throws IOException {
    save(out, current);
    save(out, next);
    out.writeBoolean(changes);
    out.writeBoolean(end != null);
    if (end != null) {
      end.save(out);
    }
  }

  private static void save(DataOutput out, @Nullable AudioLine line) throws IOException {
    out.writeBoolean(line != null);
    if (line != null) {
      line.save(out);
    }
  }

  static AudioLines load(DataInput in) throws IOException {
    AudioLines lines = new AudioLines();
    lines.current = in.readBoolean() ? AudioLine.load(in) : null;
    lines.next = in.readBoolean() ? AudioLine.load(in) : null;
    lines.changes = in.readBoolean();
    lines.end = in.readBoolean() ? Position.load(in) : null;
    return lines;
  }
}
