package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the records check and write alike. */
final class Fields {
  /** Of durations: not known, all ones in the file. ISO/IEC 14496-12, 8.2.2.3. */
  static final long UNKNOWN = -1;

  private Fields() {}

  /** {@code value} as the 32 bits of an unsigned field. */
  static int unsigned32(String field, long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new IllegalArgumentException("Invalid %s: %d".formatted(field, value));
    }
    return (int) value;
  }

  /** {@code value} as the 16 bits of an unsigned field. */
  static short unsigned16(String field, int value) {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("Invalid %s: %d".formatted(field, value));
    }
    return (short) value;
  }

  /** A four-character code: four characters of Latin-1. */
  static String checkFourCc(String code) {
    if (code.length() != 4 || code.chars().anyMatch(c -> c > 0xff)) {
      throw new IllegalArgumentException("Invalid four-character code: " + code);
    }
    return code;
  }

  static void putFourCc(ByteBuffer out, String code) {
    out.put(code.getBytes(StandardCharsets.ISO_8859_1));
  }

  static void putFullBox(ByteBuffer out, int version, int flags) {
    out.putInt(version << 24 | flags);
  }

  static void putZeros(ByteBuffer out, int count) {
    for (int i = 0; i < count; i++) {
      out.put((byte) 0);
    }
  }

  static long checkDuration(String field, long duration) {
    if (duration < UNKNOWN) {
      throw new IllegalArgumentException("Invalid %s: %d".formatted(field, duration));
    }
    return duration;
  }

  /** Version 1 of a header box: a duration that needs 64 bits. */
  static boolean isLong(long duration) {
    return duration > 0xffff_fffeL;
  }

  /** Creation and modification time: never, so that the same input gives the same bytes. */
  static void putTimes(ByteBuffer out, long duration) {
    putZeros(out, isLong(duration) ? 16 : 8);
  }

  static void putDuration(ByteBuffer out, long duration) {
    if (isLong(duration)) {
      out.putLong(duration);
    } else {
      out.putInt((int) duration);
    }
  }
}
