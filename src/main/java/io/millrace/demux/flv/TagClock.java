package io.millrace.demux.flv;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Makes the 32-bit millisecond clock of the tags one that does not wrap after 25 or 50 days. Adobe
 * Flash Video File Format Specification 10.1, E.4.1. There is one for all tracks, so that sound and
 * picture stay together where only one has wrapped yet.
 */
final class TagClock {
  /** A hundred years of milliseconds: a clock that got so far was led there, and starts again. */
  private static final long MAX_TIME = 100L * 366 * 86_400 * 1000;

  /** The newest time stamp, unrolled, milliseconds. */
  private long last;

  private boolean started;

  /** The time with these 32 low bits that is nearest to the one before, milliseconds. */
  long unroll(int timestamp) {
    long next = last + (timestamp - (int) last);
    boolean usable = started && Math.abs(next) <= MAX_TIME;
    last = usable ? next : timestamp;
    started = true;
    return last;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(last);
    out.writeBoolean(started);
  }

  static TagClock load(DataInput in) throws IOException {
    TagClock clock = new TagClock();
    clock.last = in.readLong();
    clock.started = in.readBoolean();
    return clock;
  }
}
