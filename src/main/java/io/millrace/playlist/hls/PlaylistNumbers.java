package io.millrace.playlist.hls;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Numbers and dates as playlists write them. RFC 8216, 4.2 and 4.3.2.6. */
final class PlaylistNumbers {
  static final long NONE = -1;

  private static final Pattern INTEGER = Pattern.compile("\\d{1,18}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,18})?");

  private PlaylistNumbers() {}

  /** A decimal integer, or {@link #NONE}. */
  static long number(String text) {
    return INTEGER.matcher(text).matches() ? Long.parseLong(text) : NONE;
  }

  /** Decimal seconds in microseconds to the nearest, or {@link #NONE}. */
  static long micros(String text) {
    return SECONDS.matcher(text).matches()
        ? new BigDecimal(text).movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact()
        : NONE;
  }

  /** Milliseconds since 1970 UTC, or {@link MediaListing#NO_DATE}. */
  static long date(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return MediaListing.NO_DATE;
    }
  }
}
