package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;

/** The last sync samples of a range: as far back another session may begin. */
final class RecentSyncs {
  private static final int MAX_SYNCS = 4;
  private static final int DIGEST_BYTES = 1 << 10;

  private record Sync(long pts, long digest) {
    /** Tells pictures of one publisher and one time stamp apart: length and first bytes. */
    static Sync of(AccessUnit unit) {
      Payload data = unit.data();
      CRC32C crc = new CRC32C();
      crc.update(data.array(), data.arrayOffset(), Math.min(DIGEST_BYTES, data.length()));
      return new Sync(unit.pts(), (long) data.length() << 32 | crc.getValue());
    }
  }

  private final Deque<Sync> syncs = new ArrayDeque<>();

  void note(AccessUnit sync) {
    add(Sync.of(sync));
  }

  private void add(Sync sync) {
    syncs.addLast(sync);
    if (syncs.size() > MAX_SYNCS) {
      syncs.removeFirst();
    }
  }

  boolean contain(AccessUnit sync) {
    return syncs.contains(Sync.of(sync));
  }

  void clear() {
    syncs.clear();
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(syncs.size());
    for (Sync sync : syncs) {
      out.writeLong(sync.pts);
      out.writeLong(sync.digest);
    }
  }

  static RecentSyncs load(DataInput in) throws IOException {
    RecentSyncs loaded = new RecentSyncs();
    int count = SavedMedia.readCount(in, MAX_SYNCS, "sync samples");
    for (int i = 0; i < count; i++) {
      loaded.add(new Sync(in.readLong(), in.readLong()));
    }
    return loaded;
  }
}
