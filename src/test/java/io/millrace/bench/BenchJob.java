package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.job.MillraceJob;
import io.millrace.job.config.JobSettings;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker, a Flink cluster with two slots and the job, in this process, until closed. */
final class BenchJob implements AutoCloseable {
  static final String EVENTS = "events";

  private static final long POLL_MILLIS = 20;

  private final MiniCluster cluster;
  private final EmbeddedKafka kafka;
  private final KafkaConsumer<byte[], byte[]> events;
  private final RecordCoder<StreamEvent> coder = RecordCoder.streamEvents();

  BenchJob(EmbeddedKafka kafka, Path directory) throws Exception {
    this.kafka = kafka;
    Configuration c = new Configuration();
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("cp").toUri().toString());
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(c)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build());
    cluster.start();
    events =
        new KafkaConsumer<>(consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    events.subscribe(List.of(EVENTS));
  }

  private Properties consumer() {
    Properties p = new Properties();
    p.put("bootstrap.servers", kafka.bootstrap());
    p.put("group.id", "bench-events");
    p.put("auto.offset.reset", "earliest");
    return p;
  }

  /** A topic that can be removed at once: live media fills memory quickly. */
  void createTopic(String name, int partitions) throws Exception {
    NewTopic topic =
        new NewTopic(name, partitions, (short) 1)
            .configs(
                Map.of(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(8 << 20),
                    TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                    "100"));
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  void deleteTopic(String name) throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()));
  }

  /** Starts the job on {@code topic}; its objects go below {@code store}. */
  JobClient submit(String topic, Path store, int parallelism) throws Exception {
    return submit(topic, store, parallelism, Map.of());
  }

  /** The same with further options. */
  JobClient submit(String topic, Path store, int parallelism, Map<String, String> further)
      throws Exception {
    Map<String, String> options = new HashMap<>(further);
    options.put("millrace.kafka.bootstrap-servers", kafka.bootstrap());
    options.put("millrace.kafka.ingest-topic", topic);
    options.put("millrace.kafka.events-topic", EVENTS);
    options.put("millrace.kafka.group", "bench-" + store.getFileName());
    options.put("millrace.kafka.start", "earliest");
    options.put("millrace.store.uri", store.toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(
            "127.0.0.1", cluster.getRestAddress().get().getPort(), new Configuration());
    environment.setParallelism(parallelism);
    MillraceJob.build(environment, JobSettings.of(Configuration.fromMap(options)));
    return environment.executeAsync("bench");
  }

  /** Waits until every task runs, so that starting Flink is in no figure. */
  void awaitRunning(JobClient client) throws Exception {
    while (!client.getJobStatus().get().equals(JobStatus.RUNNING) || !allTasksRun(client)) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean allTasksRun(JobClient client) throws Exception {
    for (AccessExecutionVertex task :
        cluster.getExecutionGraph(client.getJobID()).get().getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of state in the largest checkpoint so far. */
  long largestCheckpoint(JobClient client) throws Exception {
    CheckpointStatsSnapshot checkpoints =
        cluster.getExecutionGraph(client.getJobID()).get().getCheckpointStatsSnapshot();
    return Objects.requireNonNull(checkpoints).getSummaryStats().getStateSizeStats().getMaximum();
  }

  /** Waits until a cancelled job has let go of everything. */
  void awaitEnd(JobClient client) throws Exception {
    while (!client.getJobStatus().get().isGloballyTerminalState()) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Hands out every event with its Kafka time stamp until {@code done}. */
  void watch(BiConsumer<StreamEvent, Long> handler, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      for (ConsumerRecord<byte[], byte[]> record : events.poll(Duration.ofMillis(100))) {
        StreamEvent event = coder.decode(record.value());
        if (event.getKind() == StreamEventKind.ALARM) {
          throw new IllegalStateException("Alarm: " + event);
        }
        handler.accept(event, record.timestamp());
      }
    }
  }

  /** Removes a store or a log. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws Exception {
    events.close();
    cluster.close();
  }
}
