package io.millrace.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Workers that nobody asks any more, for a moment. When one task of a job fails, Flink closes them
 * all and opens them again a second later, and a worker's start takes more CPU than its first
 * segments. It remembers nothing of what it was asked, so whoever comes next may have it.
 */
final class IdleWorkers {
  /** Of this process, or of the class loader where Flink gives the job one of its own. */
  static final IdleWorkers SHARED = new IdleWorkers(inSeconds(5));

  private final Executor afterwards;
  private final Map<WorkerProgram, Deque<Idle>> idle = new HashMap<>();

  /** One stay of a worker, told from the next stay of the same. */
  private static final class Idle {
    private final RunningWorker worker;

    Idle(RunningWorker worker) {
      this.worker = worker;
    }
  }

  /**
   * Nobody's workers yet.
   *
   * @param afterwards runs what it is given when a worker has waited long enough
   */
  IdleWorkers(Executor afterwards) {
    this.afterwards = afterwards;
  }

  /** By a thread that ends when there is nothing to wait for: no job's classes are held by it. */
  static Executor inSeconds(long seconds) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "millrace-idle-workers");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return task -> timer.schedule(task, seconds, TimeUnit.SECONDS);
  }

  /** The worker of {@code program} that came last and lives, or null. */
  synchronized @Nullable RunningWorker take(WorkerProgram program) {
    Deque<Idle> workers = of(program);
    while (!workers.isEmpty()) {
      RunningWorker worker = workers.removeLast().worker;
      if (worker.isAlive()) {
        return worker;
      }
      worker.close();
    }
    return null;
  }

  /** Keeps {@code worker}, which has answered all that it was asked. */
  synchronized void keep(WorkerProgram program, RunningWorker worker) {
    Idle kept = new Idle(worker);
    of(program).addLast(kept);
    afterwards.execute(() -> end(program, kept));
  }

  private synchronized void end(WorkerProgram program, Idle kept) {
    if (of(program).remove(kept)) {
      kept.worker.close();
    }
  }

  private Deque<Idle> of(WorkerProgram program) {
    return idle.computeIfAbsent(program, any -> new ArrayDeque<>());
  }
}
