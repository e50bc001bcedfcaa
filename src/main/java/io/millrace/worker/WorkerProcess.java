package io.millrace.worker;

import io.millrace.worker.RunningWorker.DeadWorkerException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a process of its own, started with the first question or before, or left behind by the task
 * before it. What crashes or hangs is that process: a question that it died of is asked once more
 * of another one, and given up if that dies as well. For one thread; only {@link #restarts} may be
 * called by any.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final int ATTEMPTS = 2;

  private final WorkerProgram program;
  private final IdleWorkers idle;
  private @Nullable RunningWorker worker;
  private final AtomicLong restarts = new AtomicLong();

  public WorkerProcess(WorkerProgram program) {
    this(program, IdleWorkers.SHARED);
  }

  WorkerProcess(WorkerProgram program, IdleWorkers idle) {
    this.program = program;
    this.idle = idle;
  }

  /**
   * What a worker answers to {@code question}.
   *
   * @param budget most time for it
   * @throws UnansweredException if it is refused or too large, or two processes died of it
   * @throws InterruptedException if the thread is interrupted; the process is killed
   */
  public <A> A ask(Question<A> question, Duration budget) throws InterruptedException {
    checkSize(question);
    String reason = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return attempt(question, budget);
      } catch (DeadWorkerException e) {
        reason = String.valueOf(e.getMessage());
        restarts.incrementAndGet();
        LOG.error("{}: attempt {}: {}", question.about(), attempt, reason);
      }
    }
    throw new UnansweredException("given up after %d attempts: %s".formatted(ATTEMPTS, reason));
  }

  /** Starts the process before there is a question, which then need not wait for it. */
  public void start() {
    try {
      worker = running();
    } catch (DeadWorkerException e) {
      LOG.warn("{}; the next question tries again", e.getMessage());
    }
  }

  private void checkSize(Written question) {
    long bytes = question.mediaBytes();
    if (bytes > program.maxBytes()) {
      throw new UnansweredException(
          "%d bytes, at most %d; raise millrace.worker.heap".formatted(bytes, program.maxBytes()));
    }
  }

  private <A> A attempt(Question<A> question, Duration budget)
      throws InterruptedException, DeadWorkerException {
    RunningWorker running = running();
    worker = null; // whatever is thrown but the worker's own word
    try {
      A answer = running.ask(question, budget);
      worker = running;
      return answer;
    } catch (UnansweredException e) {
      worker = running;
      throw e;
    }
  }

  private RunningWorker running() throws DeadWorkerException {
    if (worker != null && worker.isAlive()) {
      return worker;
    }
    if (worker != null) { // it died while it had nothing to do: no question's fault
      worker.close();
      worker = null;
    }
    RunningWorker kept = idle.take(program);
    if (kept != null) {
      return kept;
    }
    try {
      return new RunningWorker(program);
    } catch (IOException e) {
      throw new DeadWorkerException("cannot start a worker: " + e.getMessage());
    }
  }

  /** How many processes died or were killed because of a question. */
  public long restarts() {
    return restarts.get();
  }

  /** Id of the process, if one runs. */
  public OptionalLong pid() {
    return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.pid());
  }

  /** Leaves the process, if one runs, to whoever opens the next within seconds; then it ends. */
  @Override
  public void close() {
    if (worker != null) {
      idle.keep(program, worker);
      worker = null;
    }
  }
}
