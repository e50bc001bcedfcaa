package io.millrace.demux.mpegts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Streams that are not looked into: each PES packet's data is one access unit. */
final class WholePesUnits implements UnitReader {
  /** Every unit of these can be decoded by itself; otherwise random_access_indicator tells. */
  private final boolean alwaysSync;

  private long lastPts = Pes.NO_PTS;

  private WholePesUnits(boolean alwaysSync) {
    this.alwaysSync = alwaysSync;
  }

  static WholePesUnits independent() {
    return new WholePesUnits(true);
  }

  static WholePesUnits withRandomAccess() {
    return new WholePesUnits(false);
  }

  @Override
  public void read(Pes pes, long pts, Sink sink) {
    if (pts != Pes.NO_PTS) {
      lastPts = pts;
    }
    if (lastPts != Pes.NO_PTS && !pes.payload().isEmpty()) {
      sink.onUnit(lastPts, alwaysSync || pes.randomAccess(), pes.payload(), pes.byteOffset());
    }
  }

  @Override
  public void reset() {
    lastPts = Pes.NO_PTS;
  }

  @Override
  public void end(Sink sink) {}

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(lastPts);
  }

  @Override
  public void load(DataInput in) throws IOException {
    lastPts = in.readLong();
  }
}
