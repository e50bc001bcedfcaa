package io.millrace.app;

import io.millrace.verify.Comparison;
import io.millrace.verify.StreamVerifier;
import io.millrace.verify.UnreadableException;
import io.millrace.verify.VerifyListener;
import io.millrace.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace verify}: what is published against the rules, or against a reference. */
@Command(
    name = "verify",
    description = {
      "Reads published streams and holds them against the rules of docs/verify.md.",
      "Exit codes: 0 clean but for warnings, 1 errors or differences, 2 could not be read."
    },
    exitCodeOnExecutionException = 2,
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int FOUND = 1;
  private static final int NOT_READ = 2;
  private static final long MAX_WATCH_SECONDS = 366L * 24 * 3600;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|URL",
      description =
          "A playlist, or the directory of a stream or of streams: a path, file:, http:, https:"
              + " or s3://bucket/prefix.")
  @SuppressWarnings("NullAway.Init")
  private String target;

  @Option(
      names = "--against",
      paramLabel = "DIR|URL",
      description = "Compare with this reference too, object by object and byte by byte.")
  private String against = "";

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      description =
          "Go on looking at a live stream for so long: each version of its playlists against the"
              + " one before, and the media that it adds.")
  private long watch;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private S3Options store;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  VerifyCommand() {}

  @Override
  public Integer call() throws UnreadableException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = json ? ProgressLine.hidden(err) : ProgressLine.onTerminal(err);
    VerifyListener listener =
        (name, objects) -> progress.show(() -> "%d objects, %s".formatted(objects, name));
    try (PublishedLocation actual = PublishedLocation.open(target, store.settings())) {
      VerifyReport report =
          StreamVerifier.watch(actual.objects(), actual.playlists(), listener, pauses(watch));
      Comparison.Report comparison = compare(actual, listener);
      progress.clear();
      if (json) {
        JsonOutput.print(out, VerifyJson.of(report, comparison));
      } else {
        out.print(VerifyText.of(report, comparison, !against.isEmpty()));
        out.flush();
      }
      return status(report, comparison);
    }
  }

  /** Sleeps until so many seconds are over. */
  private static StreamVerifier.Pause pauses(long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_WATCH_SECONDS));
    return time -> {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, time.toNanos()));
      return true;
    };
  }

  private Comparison.Report compare(PublishedLocation actual, VerifyListener listener)
      throws UnreadableException {
    if (against.isEmpty()) {
      return new Comparison.Report(0, List.of());
    }
    try (PublishedLocation reference = PublishedLocation.open(against, store.settings())) {
      return Comparison.compare(
          actual.objects(),
          actual.playlists(),
          reference.objects(),
          reference.playlists(),
          listener);
    }
  }

  private static int status(VerifyReport report, Comparison.Report comparison) {
    if (!report.unread().isEmpty()) {
      return NOT_READ;
    }
    return report.errors() > 0 || !comparison.differences().isEmpty() ? FOUND : 0;
  }
}
