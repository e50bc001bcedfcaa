package io.millrace.publish;

import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.segment.TrackGap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Which segments are listed, the same for all renditions, with the counters of what left. Times are
 * ticks of {@link Timescale#MPEG_TS}, rounded down.
 */
final class SegmentWindow {
  /** As many as a media playlist may have. */
  static final int MAX_SEGMENTS = 1_000_000;

  private static final int V1 = 1;
  private static final Timescale CLOCK = Timescale.MPEG_TS;
  private static final long REMAINING_TARGETS = 3; // RFC 8216, 6.2.2

  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private long first;
  private long discontinuities;
  private long listed;
  private long longest;
  private long elapsed;

  /** What every rendition's entry of one segment shares. */
  record Slot(boolean discontinuity, long duration) {}

  /** Number of the first listed segment. */
  long first() {
    return first;
  }

  /** Duration of all segments so far. */
  long elapsed() {
    return elapsed;
  }

  /** Duration of the longest list so far. */
  long longest() {
    return longest;
  }

  void add(StoredSegment segment) {
    if (slots.size() >= MAX_SEGMENTS) {
      throw new IllegalArgumentException("more than %d segments".formatted(MAX_SEGMENTS));
    }
    Slot slot = new Slot(segment.discontinuity(), duration(segment));
    slots.add(slot);
    listed += slot.duration();
    elapsed += slot.duration();
    longest = Math.max(longest, listed);
  }

  /** The shortest track's or gap's: a list is long enough only if each rendition's is. */
  private static long duration(StoredSegment segment) {
    long shortest = Long.MAX_VALUE;
    for (StoredTrack track : segment.tracks()) {
      long ticks = new Timescale(track.timescale()).rescaleDown(track.duration(), CLOCK);
      shortest = Math.min(shortest, ticks);
    }
    for (TrackGap gap : segment.gaps()) {
      shortest = Math.min(shortest, gap.timescale().rescaleDown(gap.duration(), CLOCK));
    }
    return shortest;
  }

  /** Whether the first segment may leave, with {@code least} segments to remain. */
  boolean mayRemoveFirst(int least, int targetDuration) {
    long needed = REMAINING_TARGETS * targetDuration * CLOCK.ticksPerSecond();
    return slots.size() > least && listed - slots.getFirst().duration() >= needed;
  }

  Slot removeFirst() {
    Slot slot = slots.removeFirst();
    first++;
    listed -= slot.duration();
    if (slot.discontinuity()) {
      discontinuities++;
    }
    return slot;
  }

  /** EXT-X-DISCONTINUITY-SEQUENCE of a list that starts with segment {@code number}. */
  long discontinuitySequence(long number) {
    long count = discontinuities;
    long at = first;
    for (Slot slot : slots) {
      if (at >= number) {
        break;
      }
      count += slot.discontinuity() ? 1 : 0;
      at++;
    }
    return count;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    out.writeLong(first);
    out.writeLong(discontinuities);
    out.writeLong(listed);
    out.writeLong(longest);
    out.writeLong(elapsed);
    out.writeInt(slots.size());
    for (Slot slot : slots) {
      out.writeBoolean(slot.discontinuity());
      out.writeLong(slot.duration());
    }
  }

  static SegmentWindow load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, V1, "segment window");
    SegmentWindow window = new SegmentWindow();
    window.first = in.readLong();
    window.discontinuities = in.readLong();
    window.listed = in.readLong();
    window.longest = in.readLong();
    window.elapsed = in.readLong();
    int count = SavedMedia.readCount(in, MAX_SEGMENTS, "segments");
    for (int i = 0; i < count; i++) {
      window.slots.add(new Slot(in.readBoolean(), in.readLong()));
    }
    return window;
  }
}
