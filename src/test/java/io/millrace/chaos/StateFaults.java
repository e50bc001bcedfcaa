package io.millrace.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Checkpoints that cannot be written or are gone, and what operators do with jobs. */
final class StateFaults {
  /** Of two jobs on one output, one may be told by an alarm that it is not the writer. */
  static final String TWO_WRITERS = "two";

  private static final long UNWRITABLE_MILLIS = 10_000;
  private static final long TOGETHER_MILLIS = 10_000;

  private StateFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("checkpoints-unwritable", 1, StateFaults::unwritable),
        new Fault("checkpoints-removed", 1, StateFaults::removed),
        new Fault("rescale", 3, StateFaults::rescale),
        new Fault("restore-old-savepoint", 1, StateFaults::restoreOld),
        new Fault("restore-checkpoint", 1, StateFaults::restoreCheckpoint),
        new Fault("start-from-nothing", 1, StateFaults::startOver),
        new Fault(TWO_WRITERS + "-jobs", 1, StateFaults::twoJobs),
        new Fault(TWO_WRITERS + "-restores", 1, StateFaults::twoRestores));
  }

  /** A file stands where the directory was: nothing can be written, whoever tries. */
  private static void unwritable(ChaosCluster cluster, Random random) throws Exception {
    Path directory = cluster.checkpoints();
    Path away = directory.resolveSibling("checkpoints.away");
    Files.move(directory, away);
    Files.createFile(directory);
    try {
      Fault.last(UNWRITABLE_MILLIS);
    } finally {
      Files.delete(directory);
      Files.move(away, directory);
    }
    cluster.busyTaskManager(random).kill();
  }

  /** All checkpoints are lost; with the next one that is complete a failure is survived again. */
  private static void removed(ChaosCluster cluster, Random random) throws Exception {
    List<Path> lost;
    try (Stream<Path> walk = Files.walk(cluster.checkpoints())) {
      lost =
          walk.filter(path -> path.toString().contains("chk-"))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path path : lost) {
      deleteIfStill(path);
    }
    for (ChaosJob job : cluster.jobs()) {
      cluster.rest().awaitCheckpoint(job.id());
    }
    cluster.busyTaskManager(random).kill();
  }

  /** One that is being written now may get new files: it fails, and the next one does not. */
  private static void deleteIfStill(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      System.err.println("left " + path);
    }
  }

  private static void rescale(ChaosCluster cluster, Random random) throws Exception {
    ChaosJob job = Fault.oneOf(cluster.jobs(), random);
    List<Integer> others = Stream.of(1, 2, 4).filter(count -> count != job.parallelism()).toList();
    rescale(cluster, job, Fault.oneOf(others, random));
  }

  private static void rescale(ChaosCluster cluster, ChaosJob job, int parallelism)
      throws Exception {
    String savepoint = cluster.rest().stop(job.id(), cluster.savepoints());
    job.parallelism(parallelism);
    cluster.start(job, savepoint);
  }

  private static void restoreOld(ChaosCluster cluster, Random random) throws Exception {
    ChaosJob job = Fault.oneOf(cluster.jobs(), random);
    cluster.rest().cancel(job.id());
    cluster.start(job, job.old());
  }

  private static void restoreCheckpoint(ChaosCluster cluster, Random random) throws Exception {
    ChaosJob job = Fault.oneOf(cluster.jobs(), random);
    cluster.rest().cancel(job.id());
    cluster.start(job, cluster.rest().latestCheckpoint(job.id()));
  }

  /** No state is left but the topic: every object is made again, and found to stand. */
  private static void startOver(ChaosCluster cluster, Random random) throws Exception {
    ChaosJob job = Fault.oneOf(cluster.jobs(), random);
    cluster.rest().cancel(job.id());
    cluster.start(job, "");
  }

  /** The same job a second time, from nothing; then the first one is gone. */
  private static void twoJobs(ChaosCluster cluster, Random random) throws Exception {
    second(cluster, Fault.oneOf(cluster.jobs(), random), "");
  }

  /** Two jobs go on from one savepoint; then the first one is gone. */
  private static void twoRestores(ChaosCluster cluster, Random random) throws Exception {
    ChaosJob job = Fault.oneOf(cluster.jobs(), random);
    String savepoint = cluster.rest().stop(job.id(), cluster.savepoints());
    cluster.start(job, savepoint);
    second(cluster, job, savepoint);
  }

  private static void second(ChaosCluster cluster, ChaosJob job, String from) throws Exception {
    String first = job.id();
    int parallelism = job.parallelism();
    job.parallelism(1); // of which there is always one free slot
    cluster.start(job, from);
    cluster.rest().awaitRunning(job.id());
    Fault.last(TOGETHER_MILLIS);
    cluster.rest().cancel(first);
    if (parallelism > 1) {
      rescale(cluster, job, parallelism);
    }
  }
}
