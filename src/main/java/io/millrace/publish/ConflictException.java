package io.millrace.publish;

/**
 * Another writer's bytes stand where ours belong. Trying again does not help: somebody has to find
 * out who writes there.
 */
public final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String name;

  ConflictException(String name, String message) {
    super("Cannot publish %s: %s".formatted(name, message));
    this.name = name;
  }

  /** Of the object. */
  public String name() {
    return name;
  }
}
