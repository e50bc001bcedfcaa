package io.millrace.app;

import java.util.List;

/** Something that a person asked for cannot be done: one line with what, why and what to do. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String what, String why, String remedy) {
    super("%s: %s; %s".formatted(what, why, remedy));
  }

  /** Says that nothing in {@code input} can be published, and why. */
  static CommandException nothingToPackage(String input, List<String> remarks) {
    String why = remarks.isEmpty() ? "no track has a sync sample in it" : remarks.get(0);
    return new CommandException(
        input, "nothing to package: " + why, "see 'millrace probe' for what is in it");
  }
}
