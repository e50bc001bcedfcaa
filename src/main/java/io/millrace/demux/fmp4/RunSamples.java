package io.millrace.demux.fmp4;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The samples of one trun, read from its bytes as they are asked for. ISO/IEC 14496-12, 8.8.8. */
final class RunSamples implements PendingSamples {
  /** Of {@link Layout} where the run has no such field. */
  static final int ABSENT = -1;

  /** Most samples of a run: without fields they cost no bytes, so that the box bounds nothing. */
  static final int MAX_SAMPLES = 1 << 20;

  private static final int NON_SYNC = 0x1_0000;

  private final Layout layout;
  private final int description;
  private int index;
  private int entryAt;
  private long offset;
  private long decodeTime;

  /**
   * How a run is written.
   *
   * @param entries all bytes of its entries
   * @param entrySize bytes of each
   * @param durationAt place of the field in the entry, {@link #ABSENT} if the default is for all
   * @param sizeAt as durationAt, and so are the others
   * @param firstFlags flags of the first sample
   */
  record Layout(
      int count,
      Payload entries,
      int entrySize,
      int durationAt,
      int sizeAt,
      int flagsAt,
      int compositionAt,
      long duration,
      long size,
      int flags,
      int firstFlags) {
    /** Bytes of all samples. */
    long totalSize() {
      return sizeAt == ABSENT ? count * size : sum(sizeAt);
    }

    /** Ticks of all samples. */
    long totalDuration() {
      return durationAt == ABSENT ? count * duration : sum(durationAt);
    }

    private long sum(int fieldAt) {
      long sum = 0;
      for (int at = fieldAt; at < entries.length(); at += entrySize) {
        sum += BigEndian.u32(entries, at);
      }
      return sum;
    }
  }

  /**
   * Stands before the first sample.
   *
   * @param description counted from 0
   * @param offset of the first sample's first byte in the session
   * @param decodeTime of the first sample, ticks of the track's timescale
   */
  RunSamples(Layout layout, int description, long offset, long decodeTime) {
    this.layout = layout;
    this.description = description;
    this.offset = offset;
    this.decodeTime = decodeTime;
  }

  @Override
  public boolean hasNext() {
    return index < layout.count;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long size() {
    return layout.sizeAt == ABSENT
        ? layout.size
        : BigEndian.u32(layout.entries, entryAt + layout.sizeAt);
  }

  /**
   * Decode time plus composition offset. The offset is taken as signed in version 0, too: writers
   * put negative ones there, and none of 2^31 ticks is known.
   */
  @Override
  public long pts() {
    return layout.compositionAt == ABSENT
        ? decodeTime
        : decodeTime + BigEndian.s32(layout.entries, entryAt + layout.compositionAt);
  }

  @Override
  public long duration() {
    return layout.durationAt == ABSENT
        ? layout.duration
        : BigEndian.u32(layout.entries, entryAt + layout.durationAt);
  }

  /** ISO/IEC 14496-12, 8.8.3.1: sample_is_non_sync_sample. */
  @Override
  public boolean sync() {
    int flags =
        layout.flagsAt != ABSENT
            ? BigEndian.s32(layout.entries, entryAt + layout.flagsAt)
            : index == 0 ? layout.firstFlags : layout.flags;
    return (flags & NON_SYNC) == 0;
  }

  @Override
  public int description() {
    return description;
  }

  @Override
  public void next() {
    offset += size();
    decodeTime += duration();
    index++;
    entryAt += layout.entrySize;
  }

  @Override
  public void dropRun() {
    index = layout.count;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(description);
    out.writeInt(index);
    out.writeLong(offset);
    out.writeLong(decodeTime);
    out.writeInt(layout.count);
    SavedMedia.writePayload(out, layout.entries);
    out.writeByte(layout.entrySize);
    out.writeByte(layout.durationAt);
    out.writeByte(layout.sizeAt);
    out.writeByte(layout.flagsAt);
    out.writeByte(layout.compositionAt);
    out.writeLong(layout.duration);
    out.writeLong(layout.size);
    out.writeInt(layout.flags);
    out.writeInt(layout.firstFlags);
  }

  static RunSamples load(DataInput in) throws IOException {
    int description = in.readInt();
    int index = in.readInt();
    long offset = in.readLong();
    long decodeTime = in.readLong();
    Layout layout =
        new Layout(
            SavedMedia.readCount(in, MAX_SAMPLES, "samples"),
            SavedMedia.readPayload(in),
            in.readByte(),
            in.readByte(),
            in.readByte(),
            in.readByte(),
            in.readByte(),
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readInt());
    boolean fits = (long) layout.count * layout.entrySize == layout.entries.length();
    if (!fits || index < 0 || index > layout.count) {
      throw new IOException(
          "Cannot read saved run: sample %d of %d".formatted(index, layout.count));
    }
    RunSamples run = new RunSamples(layout, description, offset, decodeTime);
    run.index = index;
    run.entryAt = index * layout.entrySize;
    return run;
  }
}
