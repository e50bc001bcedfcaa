package io.millrace.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A process that is started again when it ends, as Kubernetes does. */
final class Supervised implements AutoCloseable {
  private final String name;
  private final long pauseMillis;
  private final Supplier<ProcessBuilder> builder;
  private Process process;
  private boolean wanted = true;
  private int starts;

  private Supervised(String name, long pauseMillis, Supplier<ProcessBuilder> builder)
      throws IOException {
    this.name = name;
    this.pauseMillis = pauseMillis;
    this.builder = builder;
    this.process = launch();
  }

  /**
   * Starts a process.
   *
   * @param pauseMillis between an end and the next start
   * @param builder asked again for each start; its output is appended to its file
   */
  static Supervised start(String name, long pauseMillis, Supplier<ProcessBuilder> builder)
      throws IOException {
    return new Supervised(name, pauseMillis, builder);
  }

  private synchronized Process launch() throws IOException {
    ProcessBuilder next = builder.get();
    next.redirectOutput(Redirect.appendTo(next.redirectOutput().file()));
    process = next.start();
    starts++;
    Process started = process;
    started
        .onExit()
        .thenAcceptAsync(
            this::again, CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS));
    return started;
  }

  private synchronized void again(Process ended) {
    if (!wanted || process != ended) {
      return;
    }
    try {
      launch();
    } catch (IOException e) {
      System.err.println("Cannot start " + name + ": " + e);
    }
  }

  String name() {
    return name;
  }

  synchronized ProcessHandle handle() {
    return process.toHandle();
  }

  synchronized int starts() {
    return starts;
  }

  /** SIGKILL. */
  synchronized void kill() {
    process.destroyForcibly();
  }

  /** SIGKILL, and no new start until {@link #up}. */
  synchronized void down() {
    wanted = false;
    process.destroyForcibly();
  }

  synchronized void up() throws IOException {
    if (!wanted) {
      wanted = true;
      launch();
    }
  }

  /** SIGSTOP; the process that gets it can be woken by the handle that is returned. */
  ProcessHandle pause() throws IOException, InterruptedException {
    ProcessHandle paused = handle();
    signal(paused, "STOP");
    return paused;
  }

  /** SIGCONT to a process that was paused, if it is still there. */
  static void resume(ProcessHandle paused) throws IOException, InterruptedException {
    if (paused.isAlive()) {
      signal(paused, "CONT");
    }
  }

  private static void signal(ProcessHandle to, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(to.pid()))).start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    Process last;
    synchronized (this) {
      wanted = false;
      last = process;
      last.descendants().forEach(ProcessHandle::destroyForcibly);
      last.destroyForcibly();
    }
    last.waitFor();
  }
}
