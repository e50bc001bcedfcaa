package io.millrace.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Processes that die, stand still, or get no time. */
final class ProcessFaults {
  private static final String WORKER = "EncoderWorker";
  private static final long THROTTLED_MILLIS = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long MISSET_MILLIS = 20_000;
  private static final long STOPPED_MILLIS = 90;
  private static final long RUNNING_MILLIS = 10;

  private ProcessFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("kill-taskmanager", 8, (c, r) -> c.busyTaskManager(r).kill()),
        new Fault("kill-jobmanager", 2, (c, r) -> c.jobManager().kill()),
        new Fault("kill-worker", 3, ProcessFaults::killWorker),
        new Fault("kill-burst", 2, ProcessFaults::killBurst),
        new Fault("pause-taskmanager-10s", 3, (c, r) -> pause(c.busyTaskManager(r), 10)),
        new Fault("pause-taskmanager-40s", 1, (c, r) -> pause(c.busyTaskManager(r), 40)),
        new Fault("pause-taskmanager-70s", 1, (c, r) -> pause(c.busyTaskManager(r), 70)),
        new Fault("pause-jobmanager-10s", 1, (c, r) -> pause(c.jobManager(), 10)),
        new Fault("broker-down-5s", 2, (c, r) -> down(c.broker(), 5)),
        new Fault("broker-down-60s", 1, (c, r) -> down(c.broker(), 60)),
        new Fault("cpu-starved", 2, ProcessFaults::throttle),
        new Fault("clock-ahead-1h", 2, (c, r) -> misset(c, r, HOUR_MILLIS)),
        new Fault("clock-behind-1h", 2, (c, r) -> misset(c, r, -HOUR_MILLIS)));
  }

  private static Supervised taskManager(ChaosCluster cluster, Random random) {
    return Fault.oneOf(cluster.taskManagers(), random);
  }

  /** One worker dies once: a segment that two die of is a gap, by rule. */
  private static void killWorker(ChaosCluster cluster, Random random) {
    List<ProcessHandle> workers =
        cluster.taskManagers().stream()
            .flatMap(manager -> manager.handle().children())
            .filter(child -> isWorker(child))
            .toList();
    if (!workers.isEmpty()) {
      Fault.oneOf(workers, random).destroyForcibly();
    }
  }

  private static boolean isWorker(ProcessHandle process) {
    return process.info().commandLine().map(line -> line.contains(WORKER)).orElse(false);
  }

  /** Three within seconds: whatever the last one was about to mend is broken again. */
  private static void killBurst(ChaosCluster cluster, Random random) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      if (random.nextInt(4) == 0) {
        cluster.jobManager().kill();
      } else {
        taskManager(cluster, random).kill();
      }
      Fault.last(random.nextInt(4000));
    }
  }

  private static void pause(Supervised process, int seconds)
      throws IOException, InterruptedException {
    ProcessHandle paused = process.pause();
    try {
      Fault.last(seconds * 1000L);
    } finally {
      Supervised.resume(paused);
    }
  }

  /** A clock jumps, and is set right again. */
  private static void misset(ChaosCluster cluster, Random random, long millis)
      throws IOException, InterruptedException {
    Supervised process =
        random.nextInt(4) == 0 ? cluster.jobManager() : cluster.busyTaskManager(random);
    cluster.setClock(process.name(), millis);
    try {
      Fault.last(MISSET_MILLIS);
    } finally {
      cluster.setClock(process.name(), 0);
    }
  }

  private static void down(Supervised process, int seconds)
      throws IOException, InterruptedException {
    process.down();
    Fault.last(seconds * 1000L);
    process.up();
  }

  /** A tenth of the CPU, in slices, as a quota of Kubernetes gives it. */
  private static void throttle(ChaosCluster cluster, Random random)
      throws IOException, InterruptedException {
    Supervised manager = cluster.busyTaskManager(random);
    long until = System.nanoTime() + THROTTLED_MILLIS * 1_000_000;
    while (System.nanoTime() < until) {
      ProcessHandle paused = manager.pause();
      Fault.last(STOPPED_MILLIS);
      Supervised.resume(paused);
      Fault.last(RUNNING_MILLIS);
    }
  }
}
