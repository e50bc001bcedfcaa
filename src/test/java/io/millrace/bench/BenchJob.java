package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.job.MillraceJob;
import io.millrace.job.config.JobSettings;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker, a Flink cluster with two slots and the job, in this process, until closed. */
final class BenchJob implements AutoCloseable {
  static final String EVENTS = "events";

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

  /** Starts the job on {@code topic}; its objects go below {@code store}. */
  JobClient submit(String topic, Path store, int parallelism) throws Exception {
    Map<String, String> options = new HashMap<>();
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

  @Override
  public void close() throws Exception {
    events.close();
    cluster.close();
  }
}
