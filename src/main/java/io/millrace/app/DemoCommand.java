package io.millrace.app;

import io.millrace.storage.StreamId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** {@code millrace demo}: all of it on this machine, until Ctrl-C. */
@Command(
    name = "demo",
    description = {
      "Starts Kafka, Flink with the job, a store and a web server in this process, feeds a live"
          + " stream, and prints the addresses. Ctrl-C stops all of it."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final long WATCH_MILLIS = 500;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE|URL|-",
      description =
          "What is fed, looped on one timeline; - is the standard input. Default: a test picture.")
  private String input = "";

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      defaultValue = "demo",
      description = "Stream id. Default: ${DEFAULT-VALUE}.")
  private String stream = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "millrace-demo",
      description = "Everything is written there; emptied at the start. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Of the page; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Who may see the page; 0.0.0.0 for everybody. Default: ${DEFAULT-VALUE}.")
  private String bind = "";

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      defaultValue = "8081-8099",
      description = "Of Flink's web UI, a port or a range. Default: ${DEFAULT-VALUE}.")
  private String flinkPort = "";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PassThroughOptions passThrough;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private EncodingOptions encoding;

  DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Demo.Settings settings = settings();
    CountDownLatch stop = stopAtSignal();
    long startNanos = System.nanoTime();
    try (Demo demo = Demo.start(settings, line -> progress(startNanos, line))) {
      Optional<String> failure = watchUntil(demo, stop, demo::isPublished);
      if (failure.isEmpty() && demo.isPublished()) {
        progress(startNanos, "the stream plays");
        printAddresses(out, demo);
        failure = watchUntil(demo, stop, () -> false);
      }
      if (failure.isPresent()) {
        throw new CommandException("demo", failure.get(), "start it again");
      }
      out.printf("%nstopping%n");
      out.flush();
    }
    return 0;
  }

  private Demo.Settings settings() {
    if (!StreamId.isValid(stream) || port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(),
          "--stream %s, --port %d: an id of letters, digits, '.', '_' and '-', and a port to 65535"
              .formatted(StreamId.printable(stream), port));
    }
    InetSocketAddress address = new InetSocketAddress(bind, port);
    if (address.isUnresolved()) {
      throw new ParameterException(
          spec.commandLine(), "--bind %s: no such address".formatted(bind));
    }
    Map<String, String> jobOptions = new LinkedHashMap<>(passThrough.jobOptions());
    jobOptions.putAll(encoding.jobOptions());
    return new Demo.Settings(
        directory.toAbsolutePath().normalize(), stream, input, address, flinkPort, jobOptions);
  }

  /** A signal, not a shutdown hook: those run beside Flink's and Kafka's own, in no order. */
  private static CountDownLatch stopAtSignal() {
    CountDownLatch stop = new CountDownLatch(1);
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (stop.getCount() == 0) {
              Runtime.getRuntime().halt(130); // asked twice: at once
            }
            stop.countDown();
          });
    }
    return stop;
  }

  /** Until the condition holds, a signal comes, or something breaks: then what. */
  private static Optional<String> watchUntil(Demo demo, CountDownLatch stop, Condition condition)
      throws InterruptedException {
    while (!condition.holds() && !stop.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
      Optional<String> failure = demo.failure();
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private interface Condition {
    boolean holds();
  }

  private void progress(long startNanos, String line) {
    long tenths = (System.nanoTime() - startNanos) / 100_000_000;
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%3d.%d s  %s%n", tenths / 10, tenths % 10, line);
    out.flush();
  }

  private void printAddresses(PrintWriter out, Demo demo) {
    out.printf("%n");
    out.printf("  Page      %s%n", demo.page());
    out.printf("  Playlist  %s%n", demo.playlist());
    out.printf("  Flink     %s%n", demo.flink());
    out.printf("  Kafka     %s, topic ingest%n", demo.bootstrap());
    out.printf("  Files     %s%n", directory);
    out.printf("%nCtrl-C stops all of it.%n");
    out.flush();
  }
}
