package io.millrace.worker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One worker process, from its start to its death. */
public final class RunningWorker implements AutoCloseable {
  private static final int PIPE_BYTES = 1 << 16;
  private static final int SIGNALS = 128;
  private static final long LAST_WORDS_SECONDS = 5;

  private final Process process;
  private final int maxBytes;
  private final OutputStream in;
  private final InputStream out;
  private final WorkerLog log;
  private final Thread logThread;

  /** Pipes cannot be interrupted: whoever asks waits beside them. */
  private final ExecutorService pipes;

  public RunningWorker(WorkerProgram program) throws IOException {
    this(program.start(), program.maxBytes());
  }

  /**
   * A worker that runs already.
   *
   * @param maxBytes of a message
   */
  public RunningWorker(Process process, int maxBytes) {
    this.process = process;
    this.maxBytes = maxBytes;
    in = process.getOutputStream();
    out = new BufferedInputStream(process.getInputStream(), PIPE_BYTES);
    log = new WorkerLog(process.getErrorStream());
    logThread = daemon(log, "log");
    logThread.start();
    pipes = Executors.newSingleThreadExecutor(task -> daemon(task, "pipes"));
  }

  private Thread daemon(Runnable task, String what) {
    Thread thread = new Thread(task, "millrace-worker-%d-%s".formatted(process.pid(), what));
    thread.setDaemon(true);
    return thread;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The answer to {@code question}. After any exception but the first the process is dead.
   *
   * @throws UnansweredException if the worker refuses it
   * @throws DeadWorkerException if the worker died of it, or was killed because {@code budget} had
   *     passed
   */
  public <A> A ask(Question<A> question, Duration budget)
      throws InterruptedException, DeadWorkerException {
    log.about(question.about());
    Future<A> answer = pipes.submit(() -> converse(question));
    boolean alive = false;
    try {
      A given = answer.get(budget.toMillis(), TimeUnit.MILLISECONDS);
      alive = true;
      return given;
    } catch (TimeoutException e) {
      throw new DeadWorkerException(
          "no answer within %d s".formatted(Math.max(1, budget.toSeconds())));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnansweredException refusal) {
        alive = true;
        throw refusal;
      }
      throw new DeadWorkerException(lastWords(String.valueOf(e.getCause())));
    } finally {
      if (!alive) {
        close();
      }
    }
  }

  private <A> A converse(Question<A> question) throws IOException {
    Message.writeQuestion(in, question);
    return Message.readAnswer(out, maxBytes, question);
  }

  /** Why the process is dead, or should be. */
  private String lastWords(String fault) throws InterruptedException {
    if (!process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
      return "no valid answer: " + fault;
    }
    logThread.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
    String crash = log.crash();
    if (!crash.isEmpty()) {
      return "crash: " + crash;
    }
    int status = process.exitValue();
    return status > SIGNALS
        ? "killed by signal %d".formatted(status - SIGNALS)
        : "ended with status %d: %s".formatted(status, log.lastLine());
  }

  /** Kills the process, in whatever it is about. */
  @Override
  public void close() {
    process.destroyForcibly();
    pipes.shutdownNow();
  }

  /** The process is no more, for a reason of one line. */
  public static final class DeadWorkerException extends Exception {
    private static final long serialVersionUID = 1;

    DeadWorkerException(String reason) {
      super(reason);
    }
  }
}
