package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access units of an {@link AudioLine} that wait for the range they belong to, in order. */
final class EarlyAudio {
  private static final int MAX_UNITS = 2048;
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_SAVED_UNITS = 1 << 20;

  private final Deque<AccessUnit> units = new ArrayDeque<>();
  private int bytes;

  /** Media time from the first to the last, milliseconds; their times are of {@code source}. */
  long millis(Timescale source) {
    AccessUnit first = units.peekFirst();
    AccessUnit last = units.peekLast();
    return first == null || last == null
        ? 0
        : source.rescale(last.pts() - first.pts(), Timescale.MILLISECONDS);
  }

  /** Time stamp of the first, ticks of the source; null if none waits. */
  @Nullable Long firstPts() {
    AccessUnit first = units.peekFirst();
    return first == null ? null : first.pts();
  }

  void add(AccessUnit unit) {
    units.addLast(unit);
    bytes += unit.data().length();
  }

  /** Lets {@code before} wait in front of all others. */
  void addFirst(List<AccessUnit> before) {
    for (int i = before.size() - 1; i >= 0; i--) {
      units.addFirst(before.get(i));
      bytes += before.get(i).data().length();
    }
  }

  /** Whether more wait than a range can be late: the first has a wrong time stamp. */
  boolean areTooMany() {
    return units.size() > MAX_UNITS || bytes > MAX_BYTES;
  }

  void removeFirst() {
    bytes -= units.removeFirst().data().length();
  }

  /** All of them; none waits any more. */
  List<AccessUnit> take() {
    List<AccessUnit> taken = List.copyOf(units);
    units.clear();
    bytes = 0;
    return taken;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeAccessUnits(out, units);
  }

  static EarlyAudio load(DataInput in) throws IOException {
    EarlyAudio early = new EarlyAudio();
    SavedMedia.readAccessUnits(in, MAX_SAVED_UNITS, "audio access units").forEach(early::add);
    return early;
  }
}
