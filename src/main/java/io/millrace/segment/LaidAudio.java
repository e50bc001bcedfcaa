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

  /** What was taken last: an encoder runs in on it. */
  private final Deque<Laid> past = new ArrayDeque<>();

  private final long pastLength;
  private long pastSamples;
  private long start;
  private long end;

  /**
   * Nothing laid.
   *
   * @param pastLength samples that are kept, at least, of what was taken; 0 for none
   */
  LaidAudio(AccessUnit silence, long pastLength) {
    this.silence = silence;
    this.pastLength = pastLength;
  }

  private record Laid(AccessUnit unit, long samples) {
    Sample sample() {
      return new Sample(samples, 0, true, unit.data());
    }
  }

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

  /** Whether an access unit of the same time and content is here. */
  boolean has(AccessUnit unit) {
    for (Laid laid : units) {
      if (laid.unit != silence
          && laid.unit.pts() == unit.pts()
          && laid.unit.data().equals(unit.data())) {
        return true;
      }
    }
    return false;
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

  /** Lets the last access unit last longer; false if all have been taken. */
  boolean stretch(long samples) {
    Laid last = units.pollLast();
    if (last == null) {
      stretchPast(samples);
      return false;
    }
    units.addLast(new Laid(last.unit, last.samples + samples));
    end += samples;
    return true;
  }

  private void stretchPast(long samples) {
    Laid last = past.pollLast();
    if (last != null) {
      past.addLast(new Laid(last.unit, last.samples + samples));
      pastSamples += samples;
    }
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
      samples.add(first.sample());
      keep(first);
    }
    return samples;
  }

  private void keep(Laid taken) {
    if (pastLength == 0) {
      return;
    }
    past.addLast(taken);
    pastSamples += taken.samples;
    while (pastSamples - past.getFirst().samples >= pastLength) {
      pastSamples -= past.removeFirst().samples;
    }
  }

  /** What was taken last and is kept, in order; it ends at {@link #start()}. */
  List<Sample> past() {
    return past.stream().map(Laid::sample).toList();
  }

  /** The access units that begin less than {@code length} samples behind {@link #start()}. */
  List<Sample> next(long length) {
    List<Sample> next = new ArrayList<>();
    long ahead = 0;
    for (Laid laid : units) {
      if (ahead >= length) {
        break;
      }
      next.add(laid.sample());
      ahead += laid.samples;
    }
    return next;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(start);
    save(out, past);
    save(out, units);
  }

  private void save(DataOutput out, Deque<Laid> all) throws IOException {
    out.writeInt(all.size());
    for (Laid laid : all) {
      out.writeLong(laid.samples);
      out.writeBoolean(laid.unit == silence);
      if (laid.unit != silence) {
        SavedMedia.writeAccessUnit(out, laid.unit);
      }
    }
  }

  void load(DataInput in) throws IOException {
    moveTo(in.readLong());
    for (Laid laid : read(in)) {
      keep(laid);
    }
    for (Laid laid : read(in)) {
      add(laid.unit, laid.samples);
    }
  }

  private List<Laid> read(DataInput in) throws IOException {
    int count = SavedMedia.readCount(in, MAX_UNITS, "audio access units");
    List<Laid> all = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      long samples = in.readLong();
      all.add(new Laid(in.readBoolean() ? silence : SavedMedia.readAccessUnit(in), samples));
    }
    return all;
  }
}
