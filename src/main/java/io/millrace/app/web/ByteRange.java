package io.millrace.app.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one range of bytes that a request asks for. RFC 9110, 14.1.2.
 *
 * @param first offset of the first byte
 * @param length bytes; 0 if the range cannot be satisfied
 */
record ByteRange(long first, long length) {
  private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Reads a {@code Range} field for a representation of {@code size} bytes.
   *
   * @return null where the field is to be ignored: absent, several ranges, another unit, malformed
   */
  static @Nullable ByteRange parse(@Nullable String field, long size) {
    Matcher matcher = field == null ? null : ONE_RANGE.matcher(field.strip());
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) {
      return null;
    }
    return new ByteRange(from, Math.max(0, Math.min(to, size - 1) - from + 1));
  }

  private static ByteRange suffix(long length, long size) {
    long taken = Math.min(length, size);
    return new ByteRange(size - taken, taken);
  }

  boolean isSatisfiable() {
    return length > 0;
  }

  /** Value of {@code Content-Range} for a representation of {@code size} bytes. */
  String contentRange(long size) {
    return isSatisfiable()
        ? "bytes %d-%d/%d".formatted(first, first + length - 1, size)
        : "bytes */" + size;
  }
}
