package io.millrace.app;

import io.millrace.job.config.JobOptions;
import io.millrace.job.config.JobSettings;
import io.millrace.media.Ladder;
import io.millrace.media.Rung;
import io.millrace.storage.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace backfill}: new renditions of a stream that was published. */
@Command(
    name = "backfill",
    description = {
      "Adds renditions to a stream that has ended, from its records in Kafka or in an archive of"
          + " them: the same segments as those that stand, as if its job had made them from the"
          + " start. What was interrupted is completed by running it again.",
      "A stream that has not ended is not served: restart its job with the larger ladder."
    },
    footer = {"", HistoryOptions.FOOTER},
    mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private HistoryOptions history;

  @Option(
      names = "--ladder",
      required = true,
      paramLabel = "LADDER",
      description =
          "The new rungs, such as 360p:800k, or the whole new ladder. The ladder that the job had"
              + " is --transcode.ladder, by default source.")
  private String ladder = "";

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  BackfillCommand() {}

  @Override
  public Integer call() throws IOException {
    Ladder before = history.settings(jobOptions, Map.of()).ladder();
    Ladder whole = whole(before);
    Set<String> added = new LinkedHashSet<>();
    for (Rung rung : whole.rungs()) {
      if (!before.rungs().contains(rung)) {
        added.add(rung.rendition());
      }
    }
    JobSettings settings = history.settings(jobOptions, Map.of(JobOptions.LADDER, whole.written()));
    ProgressLine progress = ProgressLine.onTerminal(spec.commandLine().getErr());
    try (ObjectStore store = history.store(settings);
        Backfill backfill = new Backfill(history.stream(), settings, added, store);
        StreamRecords records = history.records(settings)) {
      run(backfill, records, progress);
      report(backfill, added, progress.elapsedNanos());
    }
    return 0;
  }

  /** Where nothing fits and records may be missing, the reason is worth a line. */
  private void run(Backfill backfill, StreamRecords records, ProgressLine progress)
      throws IOException {
    try {
      backfill.run(records, progress);
    } catch (CommandException e) {
      if (!records.doubt().isEmpty()) {
        spec.commandLine().getErr().printf("millrace: %s%n", records.doubt());
      }
      throw e;
    }
  }

  private Ladder whole(Ladder before) {
    try {
      Ladder whole = before.with(Ladder.parse(ladder));
      if (whole.rungs().size() > before.rungs().size()) {
        return whole;
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    throw new ParameterException(
        spec.commandLine(),
        "--ladder %s: nothing new beside --transcode.ladder %s".formatted(ladder, before));
  }

  private void report(Backfill backfill, Set<String> added, long nanos) {
    PrintWriter err = spec.commandLine().getErr();
    backfill.remarks().forEach(text -> err.printf("millrace: %s: %s%n", history.stream(), text));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s %s: %d segments, %s of media, %s%n",
            history.stream(),
            String.join(", ", added),
            backfill.changed() ? "added" : "stood already",
            backfill.segments(),
            ProgressLine.time(backfill.mediaMicros()),
            backfill.speed(nanos));
  }
}
