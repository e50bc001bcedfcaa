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
    for (int at = next(unit, 0); at >= 0 && !isSlice(unit.unsignedAt(at)); at = next(unit, at)) {
      if (unit.unsignedAt(at) == value) {
        return at + 1;
      }
    }
    return -1;
  }

  private static boolean isSlice(int code) {
    return code >= FIRST_SLICE && code <= LAST_SLICE;
  }

  /** Where the value of the next start code behind {@code from} stands; -1 if there is none. */
  static int next(Payload unit, int from) {
    int start = unit.arrayOffset();
    int at = StartCodes.next(unit.array(), start + from, start + unit.length());
    int value = at - start + StartCodes.LENGTH;
    return at == StartCodes.NONE || value >= unit.length() ? -1 : value;
  }
}
