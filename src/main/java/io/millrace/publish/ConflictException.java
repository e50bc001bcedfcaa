package io.millrace.publish;

/**
 * Another writer's bytes stand where ours belong. Trying again does not help: somebody has to find
 * out who writes there.
 */
public final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String name;
  private final String holder;

  ConflictException(String name, String message) {
    this(name, message, "");
  }

  /**
   * @param holder the writer that claimed the stream after us
   */
  ConflictException(String name, String message, String holder) {
    super("Cannot publish %s: %s".formatted(name, message));
    this.name = name;
    this.holder = holder;
  }

  /**
   * Who claimed the stream after us; empty if the conflict is another one. Where it is an earlier
   * attempt of our own job that was thought dead, starting again claims the stream back.
   */
  public String holder() {
    return holder;
  }

  /** Of the object. */
  public String name() {
    return name;
  }
}
