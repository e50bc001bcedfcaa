package io.millrace.ingest;

import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The account of a stream's access units: what came in is published, dropped for a named reason, or
 * still on its way.
 */
public final class StreamAccount {
  private static final int MAX_REASONS = 256;

  private long received;
  private long published;
  private long silence;
  private final Map<String, Long> dropped = new TreeMap<>();

  void received(int count) {
    received += count;
  }

  void published(long samples, long silentSamples) {
    published += samples - silentSamples;
    silence += silentSamples;
  }

  void dropped(String reason, int count) {
    dropped.merge(reason, (long) count, Long::sum);
  }

  /** Access units that the demuxer found. */
  public long accessUnits() {
    return received;
  }

  /** Access units that stand in a segment. */
  public long publishedAccessUnits() {
    return published;
  }

  /** Samples of silence that stand in a segment. */
  public long silentSamples() {
    return silence;
  }

  /** Access units that will not be published, by reason. */
  public Map<String, Long> dropped() {
    return Collections.unmodifiableMap(dropped);
  }

  /** Access units that are in no segment yet and not dropped; 0 once the stream has ended. */
  public long onTheirWay() {
    long gone = publishedAccessUnits();
    for (long count : dropped.values()) {
      gone += count;
    }
    return received - gone;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(received);
    out.writeLong(published);
    out.writeLong(silence);
    out.writeInt(dropped.size());
    for (Map.Entry<String, Long> entry : dropped.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  static StreamAccount load(DataInput in) throws IOException {
    StreamAccount account = new StreamAccount();
    account.received = in.readLong();
    account.published = in.readLong();
    account.silence = in.readLong();
    int count = SavedMedia.readCount(in, MAX_REASONS, "drop reasons");
    for (int i = 0; i < count; i++) {
      account.dropped.put(in.readUTF(), in.readLong());
    }
    return account;
  }
}
