package io.millrace.bits;

import io.millrace.media.Payload;
import java.util.Arrays;

/**
 * Emulation prevention: a byte 3 after two zero bytes keeps start codes out of a NAL unit. ITU-T
 * H.264, 7.4.1.
 */
public final class Rbsp {
  private Rbsp() {}

  /** The NAL unit without its emulation prevention bytes; the same bytes if it has none. */
  public static Payload unescape(Payload nalUnit) {
    int first = nextEscape(nalUnit, 0);
    if (first < 0) {
      return nalUnit;
    }
    byte[] out = new byte[nalUnit.length()];
    int length = 0;
    int from = 0;
    for (int at = first; at >= 0; at = nextEscape(nalUnit, from)) {
      nalUnit.slice(from, at - from).copyTo(out, length);
      length += at - from;
      from = at + 1;
    }
    nalUnit.slice(from, nalUnit.length() - from).copyTo(out, length);
    length += nalUnit.length() - from;
    return Payload.of(out, 0, length);
  }

  /** The NAL unit with the emulation prevention bytes it needs. */
  public static Payload escape(Payload rbsp) {
    byte[] out = new byte[rbsp.length() + rbsp.length() / 2 + 1];
    int length = 0;
    int zeros = 0;
    for (int i = 0; i < rbsp.length(); i++) {
      byte next = rbsp.at(i);
      if (zeros == 2 && (next & 0xff) <= 3) {
        out[length++] = 3;
        zeros = 0;
      }
      out[length++] = next;
      zeros = next == 0 ? zeros + 1 : 0;
    }
    return Payload.of(Arrays.copyOf(out, length));
  }

  /** Index of the next emulation prevention byte whose two zeros stand at or after {@code from}. */
  private static int nextEscape(Payload bytes, int from) {
    for (int i = from + 2; i < bytes.length(); i++) {
      if (bytes.at(i) == 3 && bytes.at(i - 1) == 0 && bytes.at(i - 2) == 0) {
        return i;
      }
    }
    return -1;
  }
}
