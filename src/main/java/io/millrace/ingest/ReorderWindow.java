package io.millrace.ingest;

import io.millrace.media.SavedMedia;
import io.millrace.segment.SegmentUnit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records of one session that came ahead of their turn, until those before them come. */
final class ReorderWindow {
  private final SessionSettings settings;
  private final TreeMap<Long, IngestInput> held = new TreeMap<>();
  private long bytes;

  ReorderWindow(SessionSettings settings) {
    this.settings = settings;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Holds {@code record}; false if one of its number is held already. */
  boolean hold(IngestInput record) {
    boolean isNew = held.putIfAbsent(record.sequence(), record) == null;
    bytes += isNew ? record.data().length() : 0;
    return isNew;
  }

  /** The lowest sequence number that is held; only if one is. */
  long first() {
    return held.firstKey();
  }

  /** Takes the record of number {@code sequence} out; null if it is not here. */
  @Nullable IngestInput take(long sequence) {
    IngestInput record = held.remove(sequence);
    bytes -= record == null ? 0 : record.data().length();
    return record;
  }

  /** Takes out the first record that is held; null if none is. */
  @Nullable IngestInput takeFirst() {
    return held.isEmpty() ? null : take(first());
  }

  /**
   * Whether more is held than may be, or something for longer.
   *
   * @param now ingest time of the newest record
   */
  boolean isExceeded(long now) {
    return held.size() > settings.reorderRecords()
        || bytes > settings.reorderBytes()
        || waitedMillis(now) > settings.reorderMillis();
  }

  /** How long the eldest has been held; 0 where nobody knows. */
  private long waitedMillis(long now) {
    long eldest = Long.MAX_VALUE;
    for (IngestInput record : held.values()) {
      if (record.ingestTime() != SegmentUnit.NO_DATE) {
        eldest = Math.min(eldest, record.ingestTime());
      }
    }
    return eldest >= now || now == SegmentUnit.NO_DATE ? 0 : now - eldest;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(held.size());
    for (Map.Entry<Long, IngestInput> entry : held.entrySet()) {
      IngestInput record = entry.getValue();
      out.writeLong(record.session());
      out.writeLong(record.sequence());
      out.writeLong(record.ingestTime());
      out.writeUTF(record.kind().name());
      SavedMedia.writePayload(out, record.data());
      out.writeInt(record.partition());
      out.writeLong(record.offset());
    }
  }

  static ReorderWindow load(DataInput in, SessionSettings settings) throws IOException {
    ReorderWindow window = new ReorderWindow(settings);
    int count = SavedMedia.readCount(in, SessionSettings.MOST_RECORDS + 1, "records held");
    for (int i = 0; i < count; i++) {
      window.hold(
          new IngestInput(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              SavedMedia.named(IngestInput.Kind.values(), in.readUTF(), "record kind"),
              SavedMedia.readPayload(in),
              in.readInt(),
              in.readLong()));
    }
    return window;
  }
}
