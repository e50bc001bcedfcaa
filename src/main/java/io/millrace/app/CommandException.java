package io.millrace.app;

/** Something that a person asked for cannot be done: one line with what, why and what to do. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String what, String why, String remedy) {
    super("%s: %s; %s".formatted(what, why, remedy));
  }
}
