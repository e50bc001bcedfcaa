package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.Sample;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Access units that have their place on an {@link AudioLine}, end to end, each with its own number
 * of samples. All positions are samples on the stream's timeline.
 */
@SuppressWarnings("ReferenceEquality") // a publisher's own silent access unit is not ours
final class LaidAudio {
  private static final int MAX_UNITS = 1 << 20;

  private final AccessUnit silence;
  private final Deque<Laid> units = new ArrayDeque<>();
  private long start;
  private long end;

  LaidAudio(AccessUnit silence) {
    this.silence = silence;
  }

  private record Laid(AccessUnit unit, long samples) {}

  /** Where the first access unit starts; {@link #end()} if there is none. */
  long start() {
    return start;
  }

  /** Where the next access unit will start. */
  long end() {
    return end;
  }

  /** Lets the next access unit start at {@code position}; only while there is none. */
  void moveTo(long position) {
    start = position;
    end = position;
  }

  void add(AccessUnit unit, long samples) {
    units.addLast(new Laid(unit, samples));
    end += samples;
  }

  void addSilence(long frames, int frameSamples) {
    for (long i = 0; i < frames; i++) {
      add(silence, frameSamples);
    }
  }

  /** Lets the last access unit last longer; false if there is none. */
  boolean stretch(long samples) {
    Laid last = units.pollLast();
    if (last == null) {
      return false;
    }
    units.addLast(new Laid(last.unit, last.samples + samples));
    end += samples;
    return true;
  }

  /** Takes away what ends behind {@code limit}; the publisher's access units of it, in order. */
  List<AccessUnit> removeBehind(long limit) {
    Deque<AccessUnit> removed = new ArrayDeque<>();
    while (!units.isEmpty() && end > limit) {
      Laid last = units.removeLast();
      end -= last.samples;
      if (last.unit != silence) {
        removed.addFirst(last.unit);
      }
    }
    return new ArrayList<>(removed);
  }

  /** Takes the access units that end at or before {@code limit}. */
  List<Sample> takeUpTo(long limit) {
    List<Sample> samples = new ArrayList<>();
    while (!units.isEmpty() && start + units.getFirst().samples <= limit) {
      Laid first = units.removeFirst();
      start += first.samples;
      samples.add(new Sample(first.samples, 0, true, first.unit.data()));
    }
    return samples;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(start);
    out.writeInt(units.size());
    for (Laid laid : units) {
      out.writeLong(laid.samples);
      out.writeBoolean(laid.unit == silence);
      if (laid.unit != silence) {
        SavedMedia.writeAccessUnit(out, laid.unit);
      }
    }
  }

  void load(DataInput in) throws IOException {
    moveTo(in.readLong());
    int count = SavedMedia.readCount(in, MAX_UNITS, "audio access units");
    for (int i = 0; i < count; i++) {
      long samples = in.readLong();
      add(in.readBoolean() ? silence : SavedMedia.readAccessUnit(in), samples);
    }
  }
}
