package io.millrace.verify;

/** An object, or all there is, cannot be read: one line with what and why. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final boolean missing;

  private UnreadableException(String name, String reason, boolean missing) {
    super(name + ": " + reason);
    this.reason = reason;
    this.missing = missing;
  }

  /** Nothing has this name. */
  public static UnreadableException missing(String name) {
    return new UnreadableException(name, "not there", true);
  }

  /** There may be something, but it does not come. */
  public static UnreadableException of(String name, String reason) {
    return new UnreadableException(name, reason, false);
  }

  /** Why, without the name. */
  public String reason() {
    return reason;
  }

  public boolean isMissing() {
    return missing;
  }
}
