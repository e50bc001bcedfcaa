package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one run of a benchmark, held against {@code docs/benchmarks.tsv}. With {@code
 * -Dbench.record=true} they replace what is there.
 */
final class BenchFigures {
  private static final Path FILE = Path.of("docs/benchmarks.tsv");
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final boolean RECORD = Boolean.getBoolean("bench.record");

  private final String bench;
  private final RecordedFigures recorded;
  private final Map<String, Double> measured = new HashMap<>();

  /** Reads the file, so that a mistake in it shows before anything is measured. */
  BenchFigures(String bench) throws IOException {
    this.bench = bench;
    this.recorded = RecordedFigures.parse(Files.readString(FILE));
  }

  /**
   * Takes a figure.
   *
   * @throws IllegalArgumentException if the file has no such figure, or it is no positive number
   */
  void add(String name, double value) {
    recorded.figure(bench, name);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "Invalid figure \"%s\" of %s: %s".formatted(name, bench, value));
    }
    measured.put(name, value);
  }

  /**
   * Prints the comparison, or records; ends the process with status 1 if a figure does not pass.
   */
  void finish() throws IOException {
    String machine = machine();
    List<Comparison> all = recorded.compare(bench, measured);
    System.out.println();
    System.out.println(Comparison.head());
    all.forEach(comparison -> System.out.println(comparison.row()));
    all.stream()
        .filter(comparison -> comparison.figure().isRecorded())
        .map(comparison -> comparison.figure().machine() + ", " + comparison.figure().date())
        .distinct()
        .forEach(from -> System.out.printf("Recorded on %s; this is %s.%n", from, machine));
    if (RECORD) {
      String date = LocalDate.now(ZoneOffset.UTC).toString();
      Files.writeString(FILE, recorded.record(bench, measured, machine, date).text());
      System.out.println("Recorded in " + FILE);
    } else if (!all.stream().allMatch(comparison -> comparison.verdict().passes())) {
      System.exit(1);
    }
  }

  private static String machine() throws IOException {
    String cpu = System.getProperty("os.arch");
    if (Files.exists(CPUS)) {
      for (String line : Files.readAllLines(CPUS)) {
        if (line.startsWith("model name")) {
          cpu = line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return "%d cores of %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(), cpu, System.getProperty("java.version"));
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** How many times the least of {@code values} the greatest is. */
  static double spread(Collection<Double> values) {
    return Collections.max(values) / Collections.min(values);
  }
}
