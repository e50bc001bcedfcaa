package io.millrace.codec.aac;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;

/** Sampling frequencies by index, and the escape for all others. ISO/IEC 14496-3, 1.6.3.3. */
final class SamplingFrequency {
  private static final int[] HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private static final int ESCAPE = 15;

  private SamplingFrequency() {}

  /**
   * The frequency of an index, Hz.
   *
   * @throws MediaException.Malformed for the reserved indexes 13 to 15
   */
  static int ofIndex(int index, long byteOffset) {
    if (index >= HZ.length) {
      throw new MediaException.Malformed(
          byteOffset, "AAC: reserved samplingFrequencyIndex %d", index);
    }
    return HZ[index];
  }

  /** Reads an index or an escaped frequency, Hz, at least 1. */
  static int read(BitReader in) {
    long start = in.byteOffset();
    int index = in.bits(4);
    if (index != ESCAPE) {
      return ofIndex(index, start);
    }
    int hz = in.bits(24);
    if (hz == 0) {
      throw new MediaException.Malformed(start, "AAC: samplingFrequency 0");
    }
    return hz;
  }

  static void write(BitWriter out, int hz) {
    int index = indexOf(hz);
    if (index < 0) {
      out.bits(4, ESCAPE).bits(24, hz);
    } else {
      out.bits(4, index);
    }
  }

  /** The index of a frequency; -1 if it has none. */
  static int indexOf(int hz) {
    for (int i = 0; i < HZ.length; i++) {
      if (HZ[i] == hz) {
        return i;
      }
    }
    return -1;
  }
}
