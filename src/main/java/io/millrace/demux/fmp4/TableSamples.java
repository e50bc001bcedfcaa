package io.millrace.demux.fmp4;

import io.millrace.demux.fmp4.SampleTables.Table;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a track that moov has the tables of, chunk after chunk. Each step costs what it
 * moves over in the tables, however many samples a run of them claims.
 */
final class TableSamples implements PendingSamples {
  private final Fmp4Track track;
  private final SampleTables tables;
  private final long origin;

  /** Each sample is one tick: where it is one of a waveform, many become an access unit. */
  private final boolean ticks;

  /** Of the next sample, counted from 0. */
  private long sample;

  /** Of the next chunk to open, counted from 0. */
  private int chunk;

  private int chunkRun;
  private long leftInChunk;
  private long offset;
  private long decodeTime;
  private final TableRun durations;
  private final TableRun compositions;

  /** Of the first entry of stss that is not behind. */
  private int sync;

  /**
   * Stands before the first sample.
   *
   * @param origin of the file in the session, which chunk offsets are counted from
   */
  TableSamples(Fmp4Track track, long origin) {
    this.track = track;
    this.tables = track.tables();
    this.ticks = tables.durations().count() == 1 && tables.durations().u32(0, 4) == 1;
    this.origin = origin;
    this.durations = new TableRun(tables.durations());
    this.compositions = new TableRun(tables.compositions());
    openChunk();
  }

  /** A place in a table of runs: each entry a number of samples and a value they have. */
  private static final class TableRun {
    private final Table table;
    private int index;
    private long used;

    TableRun(Table table) {
      this.table = table;
    }

    /** Samples of this run that are left; without end behind the last one. */
    long left() {
      return index < table.count() ? table.u32(index, 0) - used : Long.MAX_VALUE;
    }

    boolean isOver() {
      return index >= table.count();
    }

    void use(long count) {
      used += count;
      settle();
    }

    void settle() {
      while (left() == 0) {
        index++;
        used = 0;
      }
    }
  }

  private void openChunk() {
    durations.settle();
    compositions.settle();
    while (leftInChunk == 0 && chunk < tables.chunkOffsets().count() && isWithin()) {
      Table runs = tables.chunkRuns();
      while (chunkRun + 1 < runs.count() && runs.u32(chunkRun + 1, 0) <= chunk + 1L) {
        chunkRun++;
      }
      leftInChunk = Math.min(runs.u32(chunkRun, 4), tables.sampleCount() - sample);
      offset = offset(tables.chunkOffset(chunk));
      chunk++;
    }
  }

  private boolean isWithin() {
    return sample < tables.sampleCount() && decodeTime >= 0;
  }

  /** A chunk that lies past all numbers is as good as one at the largest: it never comes. */
  private long offset(long inFile) {
    boolean fits = inFile >= 0 && inFile < Long.MAX_VALUE - origin;
    return fits ? origin + inFile : Long.MAX_VALUE;
  }

  @Override
  public boolean hasNext() {
    return leftInChunk > 0;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long size() {
    Packing packing = packing();
    return packing == null ? tables.size(sample) : packing.bytes(count());
  }

  private @Nullable Packing packing() {
    return ticks ? track.descriptions().get(description()).packing() : null;
  }

  /** Samples of the tables that the next access unit has. */
  private long count() {
    Packing packing = packing();
    return packing == null ? 1 : Math.min(packing.most(), leftInChunk);
  }

  @Override
  public long pts() {
    // Signed in version 0, too: QuickTime has no other version.
    return compositions.isOver()
        ? decodeTime
        : decodeTime + tables.compositions().s32(compositions.index, 4);
  }

  @Override
  public long duration() {
    return durations.isOver() ? 0 : count() * ofOne();
  }

  private long ofOne() {
    return durations.isOver() ? 0 : tables.durations().u32(durations.index, 4);
  }

  @Override
  public boolean sync() {
    if (tables.allSync()) {
      return true;
    }
    Table numbers = tables.syncSamples();
    while (sync < numbers.count() && numbers.u32(sync, 0) < sample + 1) {
      sync++;
    }
    return sync < numbers.count() && numbers.u32(sync, 0) == sample + 1;
  }

  @Override
  public int description() {
    return (int) tables.chunkRuns().u32(chunkRun, 8) - 1;
  }

  @Override
  public void next() {
    offset += size();
    skip(count());
  }

  @Override
  public void dropRun() {
    skip(leftInChunk);
  }

  private void skip(long count) {
    sample += count;
    leftInChunk -= count;
    for (long left = count; left > 0 && decodeTime >= 0; ) {
      long step = Math.min(left, durations.left());
      decodeTime = Ticks.add(decodeTime, step, ofOne());
      durations.use(step);
      left -= step;
    }
    for (long left = count; left > 0; ) {
      long step = Math.min(left, compositions.left());
      compositions.use(step);
      left -= step;
    }
    if (decodeTime < 0) {
      leftInChunk = 0; // past the end of time nothing can be published
    }
    if (leftInChunk == 0) {
      openChunk();
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(origin);
    out.writeLong(sample);
    out.writeInt(chunk);
    out.writeInt(chunkRun);
    out.writeLong(leftInChunk);
    out.writeLong(offset);
    out.writeLong(decodeTime);
    out.writeInt(durations.index);
    out.writeLong(durations.used);
    out.writeInt(compositions.index);
    out.writeLong(compositions.used);
    out.writeInt(sync);
  }

  /** Reads what {@link #save} wrote of the same track. */
  static TableSamples load(DataInput in, Fmp4Track track) throws IOException {
    TableSamples loaded = new TableSamples(track, in.readLong());
    loaded.sample = in.readLong();
    loaded.chunk = in.readInt();
    loaded.chunkRun = in.readInt();
    loaded.leftInChunk = in.readLong();
    loaded.offset = in.readLong();
    loaded.decodeTime = in.readLong();
    loaded.durations.index = in.readInt();
    loaded.durations.used = in.readLong();
    loaded.compositions.index = in.readInt();
    loaded.compositions.used = in.readLong();
    loaded.sync = in.readInt();
    return loaded;
  }
}
