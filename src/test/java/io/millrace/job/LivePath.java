package io.millrace.job;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.media.Payload;
import io.millrace.storage.ObjectName;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import io.millrace.worker.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A real broker, the job on a local cluster of a few slots, and a directory as its store. */
final class LivePath implements AutoCloseable {
  private final Path store;
  private final EmbeddedKafka kafka;
  private final Topics topics;
  private final JobClient job;

  private LivePath(Path store, EmbeddedKafka kafka, Topics topics, JobClient job) {
    this.store = store;
    this.kafka = kafka;
    this.topics = topics;
    this.job = job;
  }

  /** Programs of the test's own; null for those of the job. */
  record Workers(@Nullable Class<?> encoder, @Nullable Class<?> passes) {
    static final Workers OWN = new Workers(null, null);
  }

  /** Starts all of it below {@code directory}, with options of the job beside those of the ends. */
  static LivePath start(Path directory, String... options) throws Exception {
    return start(directory, 2, Workers.OWN, options);
  }

  /** The same with encoders of the test's own. */
  static LivePath start(Path directory, Class<?> encoder, String... options) throws Exception {
    return start(directory, 2, new Workers(encoder, null), options);
  }

  /** The same with another number of slots, too. */
  static LivePath start(Path directory, int parallelism, Workers workers, String... options)
      throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopic("ingest", 2, 8 << 20);
    kafka.createTopic("events", 1, 1 << 20);
    kafka.createTopic("rejected", 1, 1 << 20);
    Topics topics = new Topics(kafka.bootstrap());
    topics.allowHugeRecords("ingest");
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    Path store = directory.resolve("store");
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--kafka.bootstrap-servers=" + kafka.bootstrap());
    arguments.add("--kafka.events-topic=events");
    arguments.add("--kafka.rejected-topic=rejected");
    arguments.add("--playlist.kind=event");
    arguments.add("--store.uri=" + store.toUri());
    JobSettings settings = JobSettings.of(JobArguments.parse(arguments.toArray(String[]::new)));
    MillraceJob.build(
        environment,
        settings,
        program(settings.encoderProgram(), workers.encoder()),
        program(settings.passProgram(), workers.passes()));
    return new LivePath(store, kafka, topics, environment.executeAsync("live path"));
  }

  private static WorkerProgram program(WorkerProgram program, @Nullable Class<?> main) {
    return main == null
        ? program
        : new WorkerProgram(main.getName(), program.heapBytes(), program.timeBudget());
  }

  Topics topics() {
    return topics;
  }

  Path store() {
    return store;
  }

  /** Returns when so many streams have ended; an alarm is a failure. */
  void awaitEnds(int streams) {
    topics.readUntil(
        "events",
        RecordCoder.streamEvents(),
        events -> events.stream().filter(LivePath::isEnd).count() >= streams);
  }

  private static boolean isEnd(StreamEvent event) {
    if (event.getKind() == StreamEventKind.ALARM) {
      throw new AssertionError(event.toString());
    }
    return event.getKind() == StreamEventKind.STREAM_ENDED;
  }

  /** Every published object below {@code root}: name, then a digest of its bytes. */
  static Map<String, String> objects(Path root) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      String name = root.relativize(file).toString();
      if (!name.startsWith(".millrace") && !ObjectName.isWriterClaim(name)) {
        objects.put(name, Payload.of(Files.readAllBytes(file)).toString());
      }
    }
    return objects;
  }

  @Override
  public void close() throws Exception {
    job.cancel().get();
    topics.close();
    kafka.close();
  }
}
