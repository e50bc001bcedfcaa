package io.millrace.app;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.app.kafka.IngestPublisher;
import io.millrace.app.web.WebServer;
import io.millrace.libav.LoopingInput;
import io.millrace.libav.MediaFeed;
import io.millrace.libav.TestPicture;
import io.millrace.media.Payload;
import io.millrace.storage.ObjectName;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.jspecify.annotations.Nullable;

/**
 * All of Millrace in one process: a broker, the job on a local cluster, a directory store, the web
 * server, and a live feed. Closed, nothing of it runs any more.
 */
final class Demo implements AutoCloseable {
  private static final String TOPIC = "ingest";
  private static final long END_SECONDS = 3;

  /**
   * What is shown and where.
   *
   * @param directory for everything that is written
   * @param input of the feed, as {@link LoopingInput} takes it; empty for the test picture
   * @param address of the page; port 0 for any free one
   * @param flinkPorts of Flink's web UI: one, or a range to look for a free one in
   * @param jobOptions options of the job, beside those that say where all of this is
   */
  record Settings(
      Path directory,
      String stream,
      String input,
      InetSocketAddress address,
      String flinkPorts,
      Map<String, String> jobOptions) {}

  private final Settings settings;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private @Nullable WebServer web;
  private @Nullable EmbeddedKafka kafka;
  private @Nullable LocalCluster cluster;
  private @Nullable JobClient job;
  private @Nullable Feeder feeder;

  private Demo(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Starts all of it; the stream is on its way then, but need not be published yet.
   *
   * @param progress hears one line for each part that runs
   */
  static Demo start(Settings settings, Consumer<String> progress) throws IOException {
    DemoDirectory.prepare(settings.directory());
    Demo demo = new Demo(settings, progress);
    try {
      demo.start();
      return demo;
    } catch (Throwable e) {
      demo.close();
      throw e;
    }
  }

  private void start() throws IOException {
    Path directory = settings.directory();
    // The longest starts beside each other: the page's port is known to be free before they begin.
    web = own(serve(directory.resolve("store")));
    CompletableFuture<EmbeddedKafka> broker =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(directory.resolve("kafka")));
    CompletableFuture<LocalCluster> flink =
        CompletableFuture.supplyAsync(
            () -> LocalCluster.start(directory.resolve("flink"), settings.flinkPorts()));
    kafka = own(broker, flink);
    kafka.createTopic(TOPIC, 1, IngestPublisher.MAX_RECORD_BYTES);
    progress.accept("Kafka is up at " + kafka.bootstrap());
    cluster = own(flink, broker);
    progress.accept("Flink is up at " + cluster.web());
    job = cluster.submit(options(kafka.bootstrap(), directory.resolve("store")));
    JobClient submitted = job;
    own(() -> LocalCluster.cancel(submitted));
    progress.accept("the job runs");
    IngestPublisher publisher = own(IngestPublisher.open(target(kafka), Clock.systemUTC()));
    feeder = own(Feeder.start(publisher, this::open));
    progress.accept(
        (settings.input().isEmpty() ? "the test picture" : settings.input()) + " is fed");
  }

  /** The result of {@code starting}; if it fails, what starts beside it is closed too. */
  private <T extends AutoCloseable> T own(
      CompletableFuture<T> starting, CompletableFuture<? extends AutoCloseable> beside) {
    try {
      return own(starting.join());
    } catch (CompletionException e) {
      beside.handle((other, failure) -> other == null ? null : own(other)).join();
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    running.push(part);
    return part;
  }

  private WebServer serve(Path store) throws IOException {
    try {
      return WebServer.start(settings.address(), store);
    } catch (BindException e) {
      throw new CommandException(
          "port " + settings.address().getPort(),
          "something else listens there",
          "choose another with --port");
    }
  }

  private IngestPublisher.Target target(EmbeddedKafka broker) {
    long session = Clock.systemUTC().millis();
    return new IngestPublisher.Target(broker.bootstrap(), TOPIC, settings.stream(), session);
  }

  private MediaFeed open(Consumer<Payload> sink) {
    return settings.input().isEmpty()
        ? TestPicture.open(TestPicture.Settings.DEFAULT, sink)
        : LoopingInput.open(settings.input(), LoopingInput.Repeat.FOREVER, sink);
  }

  private Map<String, String> options(String bootstrap, Path store) {
    Map<String, String> options = new HashMap<>(settings.jobOptions());
    options.putAll(
        Map.of(
            "millrace.kafka.bootstrap-servers",
            bootstrap,
            "millrace.kafka.ingest-topic",
            TOPIC,
            "millrace.kafka.start",
            "earliest",
            "millrace.store.uri",
            store.toUri().toString(),
            "millrace.playlist.window",
            "30"));
    return options;
  }

  /** The page. */
  URI page() {
    int port = web == null ? 0 : web.port();
    InetSocketAddress address = settings.address();
    String host = address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString();
    return URI.create("http://%s:%d/".formatted(host, port));
  }

  /** The multivariant playlist of the stream. */
  URI playlist() {
    return page().resolve("/media/" + ObjectName.multivariantPlaylist(settings.stream()));
  }

  URI flink() {
    return cluster == null ? URI.create("") : cluster.web();
  }

  String bootstrap() {
    return kafka == null ? "" : kafka.bootstrap();
  }

  /** Whether the stream can be played. */
  boolean isPublished() {
    return Files.exists(
        settings
            .directory()
            .resolve("store")
            .resolve(ObjectName.multivariantPlaylist(settings.stream())));
  }

  /** What broke, if anything did. */
  Optional<String> failure() {
    if (EmbeddedKafka.fault().isPresent()) {
      return EmbeddedKafka.fault().map(fault -> "Kafka failed: " + fault);
    }
    if (feeder != null && feeder.failure().isPresent()) {
      return feeder.failure().map(RuntimeException::getMessage);
    }
    return job != null && LocalCluster.hasFailed(job)
        ? Optional.of("the job ended; its reason is in Flink's log above")
        : Optional.empty();
  }

  /** Ends the stream, lets the job write that down, and stops everything, the last start first. */
  @Override
  public void close() {
    if (feeder != null) {
      feeder.close();
      awaitEnd();
    }
    RuntimeException failure = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("Cannot stop the demo: " + e.getMessage(), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitEnd() {
    Path playlist =
        settings
            .directory()
            .resolve("store")
            .resolve(ObjectName.mediaPlaylist(settings.stream(), "video"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    try {
      while (Files.exists(playlist)
          && !Files.readString(playlist).contains("#EXT-X-ENDLIST")
          && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
    } catch (IOException e) {
      progress.accept("the playlist cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
