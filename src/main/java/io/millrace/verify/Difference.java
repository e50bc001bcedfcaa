package io.millrace.verify;

/**
 * An object that is not what the reference has under its name.
 *
 * @param message where they differ first; printable and one line
 */
public record Difference(Kind kind, String object, String message) {
  /** What is wrong with it. */
  public enum Kind {
    /** Only the reference has it. */
    MISSING,
    /** The reference has none. */
    EXTRA,
    /** Both have it, with other bytes. */
    DIFFERENT,
    /** One of the two does not come. */
    UNREADABLE
  }

  public Difference {
    object = Finding.printable(object);
    message = Finding.printable(message);
  }

  /** One line. */
  @Override
  public String toString() {
    return message.isEmpty() ? kind + " " + object : kind + " " + object + ": " + message;
  }
}
