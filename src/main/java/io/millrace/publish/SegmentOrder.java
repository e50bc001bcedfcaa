package io.millrace.publish;

import io.millrace.media.SavedMedia;
import io.millrace.playlist.StoredSegment;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts the segments of one stream back in order; they are stored side by side. */
final class SegmentOrder {
  private static final int V1 = 1;
  private static final int MAX_SAVED = 1 << 16;

  private final TreeMap<Long, StoredSegment> waiting = new TreeMap<>();
  private long next;

  /** Number of the segment that is awaited. */
  long next() {
    return next;
  }

  /** How many segments wait for it. */
  int waiting() {
    return waiting.size();
  }

  /**
   * Takes one segment and returns those whose turn it is now, in order. One that was here before is
   * ignored: a replay brings it again.
   */
  List<StoredSegment> accept(StoredSegment segment) {
    List<StoredSegment> ready = new ArrayList<>();
    if (segment.number() >= next) {
      waiting.putIfAbsent(segment.number(), segment);
    }
    StoredSegment first = waiting.remove(next);
    while (first != null) {
      ready.add(first);
      next++;
      first = waiting.remove(next);
    }
    return ready;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    out.writeLong(next);
    out.writeInt(waiting.size());
    for (StoredSegment segment : waiting.values()) {
      SavedSegments.write(out, segment);
    }
  }

  static SegmentOrder load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, V1, "segment order");
    SegmentOrder order = new SegmentOrder();
    order.next = in.readLong();
    int count = SavedMedia.readCount(in, MAX_SAVED, "waiting segments");
    for (int i = 0; i < count; i++) {
      StoredSegment segment = SavedSegments.readSegment(in);
      order.waiting.put(segment.number(), segment);
    }
    return order;
  }
}
