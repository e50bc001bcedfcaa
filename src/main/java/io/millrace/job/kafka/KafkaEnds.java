package io.millrace.job.kafka;

import io.millrace.job.config.JobOptions.Start;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.job.record.RawRecord;
import io.millrace.job.record.Rejection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The job's source and sinks, from its settings. */
public final class KafkaEnds {
  /** Records of one poll: the source holds a few polls, so this times their size is heap. */
  private static final String MAX_POLL_RECORDS = "64";

  /**
   * A fetch is answered when so much is there, or after so many milliseconds. By Kafka's defaults
   * each record of a live stream is a fetch of its own, and many streams spend more on fetches than
   * on media. The wait is at most this much of a segment's latency.
   */
  private static final String FETCH_MIN_BYTES = Integer.toString(256 << 10);

  private static final String FETCH_MAX_WAIT_MILLIS = "10";

  private KafkaEnds() {}

  /** Every record of the ingest topic. */
  public static KafkaSource<RawRecord> source(JobSettings settings) {
    Properties properties = consumerProperties(settings);
    properties.putIfAbsent(
        "partition.discovery.interval.ms", Long.toString(settings.discoveryInterval().toMillis()));
    return KafkaSource.<RawRecord>builder()
        .setBootstrapServers(settings.bootstrapServers())
        .setTopics(settings.ingestTopic())
        .setGroupId(settings.group())
        .setStartingOffsets(offsets(settings.start()))
        .setProperties(properties)
        .setDeserializer(new RawRecordSchema())
        .build();
  }

  private static OffsetsInitializer offsets(Start start) {
    return switch (start) {
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
    };
  }

  /** How records of the ingest topic are fetched, but for the brokers and the group. */
  public static Properties consumerProperties(JobSettings settings) {
    Properties properties = new Properties();
    int fetchBytes = settings.fetchBytes();
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(fetchBytes));
    properties.put(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        Long.toString(Math.min(4L * fetchBytes, Integer.MAX_VALUE)));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_MIN_BYTES);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
    properties.putAll(settings.kafkaProperties());
    return properties;
  }

  /** Where events go. At least once: an event may be written twice after a restore. */
  public static Sink<Event> events(JobSettings settings, String topic) {
    return sink(settings, new EventSchema(topic));
  }

  /** Where rejected input goes. At least once. */
  public static Sink<Rejection> rejections(JobSettings settings, String topic) {
    return sink(settings, new RejectionSchema(topic));
  }

  private static <T> Sink<T> sink(JobSettings settings, KafkaRecordSerializationSchema<T> schema) {
    Properties properties = new Properties();
    properties.putAll(settings.kafkaProperties());
    return new AtLeastOnceSink<>(
        KafkaSink.<T>builder()
            .setBootstrapServers(settings.bootstrapServers())
            .setKafkaProducerConfig(properties)
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setRecordSerializer(schema)
            .build());
  }
}
