package io.millrace.publish;

import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments that left their playlist and must stay fetchable for a while: their duration and that of
 * the longest playlist that listed them. RFC 8216, 6.2.2. The clock is the media's own, in ticks of
 * {@link Timescale#MPEG_TS}: later segments move it on.
 */
final class ExpiryQueue {
  private static final int V1 = 1;
  private static final int MAX_SAVED = 1 << 20;

  private final ArrayDeque<Expiring> waiting = new ArrayDeque<>();

  private record Expiring(String name, long number, long deadline) {}

  /**
   * @param number of the segment that the objects hold
   */
  void add(List<String> names, long number, long deadline) {
    names.forEach(name -> waiting.add(new Expiring(name, number, deadline)));
  }

  /** Number of the first segment that waits; {@code none} if there is none. */
  long firstNumber(long none) {
    return waiting.isEmpty() ? none : waiting.getFirst().number();
  }

  /** Takes out what nobody can miss any more when the media's clock shows {@code now}. */
  List<String> takeUntil(long now) {
    List<String> names = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().deadline() <= now) {
      names.add(waiting.removeFirst().name());
    }
    return names;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    out.writeInt(waiting.size());
    for (Expiring expiring : waiting) {
      out.writeUTF(expiring.name());
      out.writeLong(expiring.number());
      out.writeLong(expiring.deadline());
    }
  }

  static ExpiryQueue load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, V1, "expiry queue");
    ExpiryQueue queue = new ExpiryQueue();
    int count = SavedMedia.readCount(in, MAX_SAVED, "expiring objects");
    for (int i = 0; i < count; i++) {
      queue.waiting.add(new Expiring(in.readUTF(), in.readLong(), in.readLong()));
    }
    return queue;
  }
}
