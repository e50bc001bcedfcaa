package io.millrace.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final String TOPIC = "ingest";

  @TempDir Path directory;

  @Test
  void keepsRecordsOverARestart() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      kafka.createTopic(TOPIC, 1, 2 << 20);
      kafka.createTopic(TOPIC, 1, 2 << 20); // one that is there is no error
      send(kafka, new byte[(2 << 20) - 1024]);
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      assertThat(firstRecord(kafka)).hasSize((2 << 20) - 1024);
    }
    assertThat(EmbeddedKafka.fault()).isEmpty();
  }

  @Test
  void refusesADirectoryThatAnotherBrokerUses() {
    try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another broker uses it")
          .hasMessageContaining(directory.toString());
      assertThat(first.bootstrap()).startsWith("127.0.0.1:");
      first.createTopic("still-serves", 1, 1 << 20);
    }
  }

  @Test
  void holdsATopicToItsRecordLimit() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      kafka.createTopic(TOPIC, 1, 100_000);
      assertThatThrownBy(() -> send(kafka, new byte[200_000]))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  private static void send(EmbeddedKafka kafka, byte[] value) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "max.request.size", 4 << 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  private static byte[] firstRecord(EmbeddedKafka kafka) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      consumer.seekToBeginning(consumer.assignment());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(30))) {
        return record.value();
      }
      throw new AssertionError("No record within 30 s");
    }
  }
}
