package io.millrace.demux.mpegts;

/**
 * Makes the 33-bit clock of PES time stamps one that does not wrap. ISO/IEC 13818-1, 2.4.3.7. There
 * is one for all tracks, so that sound and picture stay together where only one has wrapped yet.
 */
final class TimestampUnroller {
  private static final int BITS = 33;

  /** The newest time stamp, unrolled, 90 kHz ticks. */
  private long last;

  private boolean started;

  TimestampUnroller() {}

  TimestampUnroller(boolean started, long last) {
    this.started = started;
    this.last = last;
  }

  /** The time with these 33 low bits that is nearest to the one before, 90 kHz ticks. */
  long unroll(long timestamp) {
    if (!started) {
      started = true;
      last = timestamp;
    }
    long step = (timestamp - last) << (64 - BITS) >> (64 - BITS);
    last += step;
    return last;
  }

  boolean started() {
    return started;
  }

  long last() {
    return last;
  }
}
