package io.millrace.codec.mpeg2;

import io.millrace.media.Payload;

/** Where start codes stand. ISO/IEC 13818-2, 5.2.3. */
final class StartCodes {
  private StartCodes() {}

  /**
   * Behind the first start code of {@code value} at or behind {@code from}; -1 if there is none.
   */
  static int find(Payload unit, int from, int value) {
    for (int at = next(unit, from); at >= 0; at = next(unit, at)) {
      if (unit.unsignedAt(at) == value) {
        return at + 1;
      }
    }
    return -1;
  }

  /** Where the value of the next start code behind {@code from} stands; -1 if there is none. */
  static int next(Payload unit, int from) {
    for (int at = from; at + 3 < unit.length(); at++) {
      if (unit.at(at) == 0 && unit.at(at + 1) == 0 && unit.at(at + 2) == 1) {
        return at + 3;
      }
    }
    return -1;
  }
}
