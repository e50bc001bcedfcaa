package io.millrace.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What all runs came to, as a page. */
final class ChaosReport {
  private final long seed;
  private final List<ChaosRun.Result> results = new ArrayList<>();
  private final Map<String, List<FaultOutcome>> kinds = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  ChaosReport(long seed) {
    this.seed = seed;
  }

  void add(ChaosRun.Result result) {
    results.add(result);
    for (FaultOutcome outcome : result.outcomes()) {
      kinds.computeIfAbsent(outcome.kind(), kind -> new ArrayList<>()).add(outcome);
    }
  }

  /** A run that came to no comparison, as a stream did not go on. */
  void failed(long runSeed, Throwable reason) {
    failures.add("seed %d: %s".formatted(runSeed, reason.getMessage()));
  }

  int faults() {
    return results.stream().mapToInt(result -> result.outcomes().size()).sum();
  }

  int differences() {
    return results.stream().mapToInt(result -> result.differences().size()).sum();
  }

  /** Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Seed %d: %d runs, %d faults, %d objects at the end, %d writes and deletions,"
                + " %d differences.%n%n",
            seed,
            results.size(),
            faults(),
            results.stream().mapToInt(ChaosRun.Result::objects).sum(),
            results.stream().mapToInt(ChaosRun.Result::versions).sum(),
            differences()));
    text.append(
        "| fault | times | next segment listed, p50 s | p95 | most"
            + " | from its end, p50 s | p95 | most | latest segment, p50 s late | p95 | most |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|---|\n");
    kinds.forEach((kind, outcomes) -> text.append(row(kind, outcomes)));
    failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
    return text.toString();
  }

  private static String row(String kind, List<FaultOutcome> outcomes) {
    long[] listed = outcomes.stream().mapToLong(FaultOutcome::listedMillis).sorted().toArray();
    long[] healed = outcomes.stream().mapToLong(FaultOutcome::healedMillis).sorted().toArray();
    long[] late = outcomes.stream().mapToLong(FaultOutcome::lateMillis).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
        kind,
        outcomes.size(),
        seconds(listed, 0.5),
        seconds(listed, 0.95),
        seconds(listed, 1),
        seconds(healed, 0.5),
        seconds(healed, 0.95),
        seconds(healed, 1),
        seconds(late, 0.5),
        seconds(late, 0.95),
        seconds(late, 1));
  }

  private static double seconds(long[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1000.0;
  }
}
