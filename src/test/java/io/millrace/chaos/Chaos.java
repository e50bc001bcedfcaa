package io.millrace.chaos;

import io.millrace.job.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Breaks everything there is to break, again and again, and compares what stands in the store with
 * what has to stand there.
 *
 * <p>Arguments: directory for all that is written, the three of {@link Distribution}, runs, faults
 * in each run, seed (0 for one of its own), whether there is a stream with a ladder (yes or no),
 * kinds of faults (none for all).
 */
public final class Chaos {
  private static final int SECONDS_PER_FAULT = 60;
  private static final int LEAST_SECONDS = 300;

  private Chaos() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    int runs = Integer.parseInt(arguments[4]);
    int perRun = Integer.parseInt(arguments[5]);
    long given = Long.parseLong(arguments[6]);
    long seed = given == 0 ? System.currentTimeMillis() : given;
    List<Fault> faults = Faults.named(arguments.length > 8 ? arguments[8] : "");
    ChaosRun.Setting plain =
        new ChaosRun.Setting(
            root,
            new Distribution(
                Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]), List.of()),
            LEAST_SECONDS + perRun * SECONDS_PER_FAULT,
            !arguments[7].equals("no"));
    // Whoever stops this must not be left with a cluster.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.out.println("Archive of classes");
    Path archive = ChaosRun.archiveClasses(emptied(root.resolve("archive")), plain);
    ChaosRun.Setting setting = plain.with("-XX:SharedArchiveFile=" + archive);
    ChaosReport report = new ChaosReport(seed);
    boolean fine = true;
    for (int i = 0; i < runs; i++) {
      fine &=
          run(root, setting, seed + i, Faults.draw(faults, perRun, new Random(seed + i)), report);
      Files.writeString(root.resolve("report-" + seed + ".md"), report.text());
    }
    System.out.println(report.text());
    System.exit(fine ? 0 : 1);
  }

  private static boolean run(
      Path root, ChaosRun.Setting setting, long seed, List<Fault> faults, ChaosReport report)
      throws Exception {
    Path directory = emptied(root.resolve("run-" + seed));
    System.out.printf(Locale.ROOT, "Run with seed %d: %d faults%n", seed, faults.size());
    int[] done = new int[1];
    ChaosRun.Result result;
    try {
      result =
          new ChaosRun(setting, seed)
              .run(
                  directory,
                  faults,
                  line -> System.out.printf("  %d/%d %s%n", ++done[0], faults.size(), line));
    } catch (Exception | AssertionError e) {
      System.out.printf("Seed %d failed, see %s: %s%n", seed, directory, e);
      e.printStackTrace(System.out);
      report.failed(seed, e);
      return false;
    }
    report.add(result);
    System.out.printf(
        "  %d objects, %d differences; so far %d faults, %d differences%n",
        result.objects(), result.differences().size(), report.faults(), report.differences());
    if (result.differences().isEmpty()) {
      if (!Boolean.getBoolean("chaos.keep")) {
        delete(directory);
      }
      return true;
    }
    Files.write(directory.resolve("differences.txt"), result.differences());
    System.out.printf(
        "Seed %d differs, see %s: %s%n", seed, directory, result.differences().get(0));
    return false;
  }

  private static Path emptied(Path directory) throws IOException {
    delete(directory);
    return Files.createDirectories(directory);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
