package io.millrace.storage;

import java.util.regex.Pattern;

/**
 * The door for stream ids: what passes is safe in a path, a URL, a metric label and a log line.
 * Anything else is rejected, never escaped.
 */
public final class StreamId {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int SHOWN = 40;

  private StreamId() {}

  public static boolean isValid(String id) {
    // The length first: the pattern must not walk over 64 KB of hostile text.
    return id.length() <= 128 && VALID.matcher(id).matches();
  }

  /**
   * Returns {@code id} if it is valid.
   *
   * @throws IllegalArgumentException with a short, printable form of the id otherwise
   */
  public static String check(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException(
          "Invalid stream id %s: letters, digits, '.', '_' and '-', first a letter or digit, at most 128"
              .formatted(printable(id)));
    }
    return id;
  }

  /** A form of any text that fits in a log line: control characters replaced, cut short. */
  public static String printable(String id) {
    String head = id.substring(0, Math.min(SHOWN, id.length())).replaceAll("[^\\x20-\\x7e]", "?");
    return "'" + head + (id.length() > SHOWN ? "' (" + id.length() + " characters)" : "'");
  }
}
