package io.millrace.chaos;

import io.millrace.job.LibraryAlone;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.RecordCoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What has to stand in the store, and in which versions: a pure function of the records of a topic,
 * computed by the library alone.
 */
final class Golden {
  private Golden() {}

  /** Adds what the streams of {@code topic} become to {@code store}. */
  static void publish(
      String bootstrap, String topic, PlaylistSettings settings, Ladder ladder, GoldenStore store) {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(RecordCoder.DEFAULT_MAX_BYTES);
    Map<String, LibraryAlone> streams = new HashMap<>();
    forEach(
        bootstrap,
        topic,
        record -> {
          IngestRecord decoded = coder.decode(record.value());
          streams
              .computeIfAbsent(
                  decoded.getStream(), name -> new LibraryAlone(name, store, settings, ladder))
              .accept(decoded);
        });
    streams.values().forEach(LibraryAlone::settle);
  }

  /** Reads a whole topic as it stands now. */
  static void forEach(
      String bootstrap,
      String topic,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofSeconds(1)).forEach(handler);
      }
    }
  }
}
