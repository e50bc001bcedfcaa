package io.millrace.demux.fmp4;

import io.millrace.demux.fmp4.RunSamples.Layout;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * How samples that are each one tick of sound stand together: nobody publishes them one by one.
 *
 * @param samples of a block
 * @param bytes of a block
 * @param most samples that become one access unit, whole blocks
 */
record Packing(int samples, int bytes, int most) {
  /** As many as most codecs have. */
  static final int MOST_SAMPLES = 1024;

  private static final int ENTRY_BYTES = 8;

  /** Bytes of {@code count} samples, in whole blocks. */
  long bytes(long count) {
    return (count + samples - 1) / samples * bytes;
  }

  /** The same run in access units, if each of its samples is one tick. */
  Layout bundled(Layout run) {
    boolean ticks = run.durationAt() == RunSamples.ABSENT && run.duration() == 1;
    if (!ticks || run.sizeAt() != RunSamples.ABSENT || run.compositionAt() != RunSamples.ABSENT) {
      return run;
    }
    int units = (run.count() + most - 1) / most;
    ByteBuffer entries = ByteBuffer.allocate(units * ENTRY_BYTES);
    for (int left = run.count(); left > 0; left -= most) {
      int count = Math.min(left, most);
      entries.putInt(count).putInt((int) bytes(count));
    }
    return new Layout(
        units,
        Payload.of(entries.array()),
        ENTRY_BYTES,
        0,
        Integer.BYTES,
        RunSamples.ABSENT,
        RunSamples.ABSENT,
        0,
        0,
        run.flags(),
        run.firstFlags());
  }
}
