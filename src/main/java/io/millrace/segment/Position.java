package io.millrace.segment;

import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A point of a stream's timeline, exact in the timescale it was decided in. */
record Position(long ticks, Timescale timescale) {
  static final Position ZERO = new Position(0, Timescale.MPEG_TS);

  /** This point in ticks of {@code other}, to the nearest. */
  long in(Timescale other) {
    return timescale.rescale(ticks, other);
  }

  /** This point in ticks of {@code other}, rounded down: what of it is complete. */
  long floorIn(Timescale other) {
    return timescale.rescaleDown(ticks, other);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(ticks);
    out.writeInt(timescale.ticksPerSecond());
  }

  static Position load(DataInput in) throws IOException {
    return new Position(in.readLong(), new Timescale(in.readInt()));
  }
}
