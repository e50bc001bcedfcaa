package io.millrace.job;

import io.millrace.wire.RecordCoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writing to and reading from the topics of a test. */
final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MAX_BYTES = Integer.toString(32 << 20);

  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> producer;

  Topics(String bootstrap) {
    this.bootstrap = bootstrap;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Lets the broker take records that only a broken publisher sends. */
  void allowHugeRecords(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      AlterConfigOp set =
          new AlterConfigOp(
              new ConfigEntry("max.message.bytes", MAX_BYTES), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  /** Sends all of a publisher's records. */
  void send(String topic, Publisher publisher) throws Exception {
    for (byte[] value : publisher.encoded()) {
      producer.send(
          new ProducerRecord<>(
              topic, io.millrace.wire.IngestRecords.key(publisher.stream()), value));
    }
    producer.flush();
  }

  /** Sends one record and returns where it stands. */
  RecordMetadata send(String topic, byte[] key, byte[] value) throws Exception {
    return producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  /** Reads partition 0 of {@code topic} from its beginning until {@code done} holds for all. */
  <T extends SpecificRecordBase> List<T> readUntil(
      String topic, RecordCoder<T> coder, Predicate<List<T>> done) {
    List<T> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!done.test(records)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Topic %s after %s: %s".formatted(topic, PATIENCE, records));
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          records.add(coder.decode(record.value()));
        }
      }
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
  }
}
