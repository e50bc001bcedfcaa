package io.millrace.verify;

/**
 * A rule that does not hold.
 *
 * @param object name, relative to what was looked at
 * @param place in the object: {@code line 12}, {@code byte 348}; empty for all of it
 * @param message what is there, and what should be; printable and one line
 */
public record Finding(Rule rule, Severity severity, String object, String place, String message) {
  private static final int MAX_MESSAGE = 400;

  public Finding {
    object = printable(object);
    message = printable(message);
  }

  /** What others wrote goes to a terminal and into logs: no line ends, no escapes, no novels. */
  static String printable(String text) {
    String head = text.substring(0, Math.min(MAX_MESSAGE, text.length()));
    return head.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** One line: {@code ERROR S-10 cam-1/video/00000003.m4s, byte 40: ...}. */
  @Override
  public String toString() {
    String where = place.isEmpty() ? object : object + ", " + place;
    return "%s %s %s: %s".formatted(severity, rule.id(), where, message);
  }
}
