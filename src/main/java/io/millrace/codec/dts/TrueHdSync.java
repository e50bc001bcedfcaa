package io.millrace.codec.dts;

import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The major sync information of Dolby TrueHD. Dolby TrueHD bitstream description, 4.2.
 *
 * @param sampleRate Hz
 * @param samples PCM samples per channel of each access unit
 */
public record TrueHdSync(int sampleRate, int samples) {
  private static final long FORMAT_SYNC = 0xf8726fbaL;
  private static final int SAMPLES_AT_BASE_RATE = 40;

  /** Of an access unit; null if it has none: not every one does. */
  public static @Nullable TrueHdSync find(Payload unit) {
    if (unit.length() < 9) {
      return null;
    }
    long word = 0;
    for (int i = 4; i < 8; i++) {
      word = word << 8 | unit.unsignedAt(i);
    }
    int code = unit.unsignedAt(8) >> 4;
    int shift = code & 7;
    if (word != FORMAT_SYNC || shift > 2) {
      return null;
    }
    int base = (code & 8) == 0 ? 48_000 : 44_100;
    return new TrueHdSync(base << shift, SAMPLES_AT_BASE_RATE << shift);
  }
}
