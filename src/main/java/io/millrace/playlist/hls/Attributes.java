package io.millrace.playlist.hls;

import java.util.regex.Pattern;

/** What may stand in an attribute list or on a URI line. RFC 8216, 4.1 and 4.2. */
final class Attributes {
  private static final int MAX_CHARACTERS = 1024;

  /** A relative reference below the playlist, in the unreserved characters of RFC 3986. */
  private static final Pattern URI =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*");

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}");

  private Attributes() {}

  static String checkUri(String uri) {
    if (uri.length() > MAX_CHARACTERS || !URI.matcher(uri).matches()) {
      throw new IllegalArgumentException("Invalid URI in a playlist: " + printable(uri));
    }
    return uri;
  }

  /** The value of a quoted-string: no double quote, no control character. RFC 8216, 4.2. */
  static String checkQuotable(String name, String value) {
    if (value.isEmpty() || value.length() > MAX_CHARACTERS || hasUnquotable(value)) {
      throw new IllegalArgumentException(
          "Invalid %s in a playlist: %s".formatted(name, printable(value)));
    }
    return value;
  }

  /** A language tag of RFC 5646, or {@code und} for what does not look like one. */
  static String language(String language) {
    boolean valid = language.length() <= 35 && LANGUAGE.matcher(language).matches();
    return valid ? language : "und";
  }

  private static boolean hasUnquotable(String value) {
    return value
        .chars()
        .anyMatch(c -> c == '"' || c < ' ' || c == 0x7f || Character.isISOControl(c));
  }

  private static String printable(String value) {
    String head = value.substring(0, Math.min(60, value.length()));
    return "'" + head.replaceAll("[^\\x20-\\x7e]", "?") + "'";
  }
}
