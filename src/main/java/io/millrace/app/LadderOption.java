package io.millrace.app;

import io.millrace.media.Ladder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --ladder}, the same for every command that publishes a presentation. */
final class LadderOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--ladder",
      paramLabel = "LADDER",
      defaultValue = "source",
      description = {
        "Renditions of the pictures: source, single, standard, full, or a list such as"
            + " copy,720p:3000k,480p:1200k. Default: ${DEFAULT-VALUE}.",
        "copy is the publisher's own; the others are encoded as H.264, never larger than it."
      })
  private String written = "";

  LadderOption() {}

  /**
   * The ladder that it says.
   *
   * @throws ParameterException if it is none
   */
  Ladder ladder() {
    try {
      return Ladder.parse(written);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** As the job's option has it. */
  String written() {
    ladder();
    return written;
  }
}
