package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A stretch of the source's clock on an {@link AudioLine}.
 *
 * @param originPts ticks of the source that stand at {@code base}
 * @param base samples on the stream's timeline
 * @param end samples on the stream's timeline; {@link Long#MAX_VALUE} while open
 */
record AudioRange(long originPts, long base, long end) {
  static AudioRange open(long originPts, long base) {
    return new AudioRange(originPts, base, Long.MAX_VALUE);
  }

  AudioRange closedAt(long position) {
    return new AudioRange(originPts, base, position);
  }

  boolean isClosed() {
    return end != Long.MAX_VALUE;
  }

  /** Where {@code unit} belongs, samples on the stream's timeline. */
  long place(AccessUnit unit, Timescale source, Timescale samples) {
    return base + source.rescale(unit.pts() - originPts, samples);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(originPts);
    out.writeLong(base);
    out.writeLong(end);
  }

  static AudioRange load(DataInput in) throws IOException {
    return new AudioRange(in.readLong(), in.readLong(), in.readLong());
  }
}
