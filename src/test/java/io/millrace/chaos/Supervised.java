package io.millrace.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A process that is started again at once when it ends, as Kubernetes does. */
final class Supervised implements AutoCloseable {
  private static final long LEAST_LIFE_MILLIS = 2000;

  private final String name;
  private final Supplier<ProcessBuilder> builder;
  private Process process;
  private boolean wanted = true;
  private int starts;

  private Supervised(String name, Supplier<ProcessBuilder> builder) throws IOException {
    this.name = name;
    this.builder = builder;
    this.process = launch();
  }

  /**
   * Starts a process.
   *
   * @param builder asked again for each start; its output is appended to its file
   */
  static Supervised start(String name, Supplier<ProcessBuilder> builder) throws IOException {
    return new Supervised(name, builder);
  }

  private synchronized Process launch() throws IOException {
    ProcessBuilder next = builder.get();
    next.redirectOutput(Redirect.appendTo(next.redirectOutput().file()));
    process = next.start();
    starts++;
    long begun = System.nanoTime();
    process.onExit().thenAccept(ended -> again(System.nanoTime() - begun));
    return process;
  }

  private void again(long livedNanos) {
    try {
      if (TimeUnit.NANOSECONDS.toMillis(livedNanos) < LEAST_LIFE_MILLIS) {
        Thread.sleep(LEAST_LIFE_MILLIS / 4);
      }
      synchronized (this) {
        if (wanted) {
          launch();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot start " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
