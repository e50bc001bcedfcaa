package io.millrace.codec.mpeg2;

import io.millrace.bits.StartCodes;
import io.millrace.media.Payload;

/** Start codes in front of the slices of a picture. ISO/IEC 13818-2, 6.2.1. */
final class HeaderCodes {
  private static final int FIRST_SLICE = 0x01;
  private static final int LAST_SLICE = 0xaf;

  private HeaderCodes() {}

  /** Behind the first start code of {@code value}; -1 if none stands in front of the slices. */
  static int find(Payload unit, int value) {
    int at = StartCodes.nextValue(unit, 0);
    while (at >= 0 && !isSlice(unit.unsignedAt(at))) {
      if (unit.unsignedAt(at) == value) {
        return at + 1;
      }
      at = StartCodes.nextValue(unit, at);
    }
    return -1;
  }

  private static boolean isSlice(int code) {
    return code >= FIRST_SLICE && code <= LAST_SLICE;
  }
}
