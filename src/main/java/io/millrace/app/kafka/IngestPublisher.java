package io.millrace.app.kafka;

import io.millrace.media.Payload;
import io.millrace.storage.StreamId;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.WireException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One session of one stream: raw media bytes to records of the ingest topic, numbered from 0, each
 * once and in order. May be used by any thread.
 */
public final class IngestPublisher implements AutoCloseable {
  /** Larger records are refused here, before the broker sees them. */
  public static final int MAX_RECORD_BYTES = RecordCoder.DEFAULT_MAX_BYTES;

  private static final int ANSWER_MILLIS = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  /**
   * Where a session goes.
   *
   * @param bootstrap Kafka brokers, {@code host:port} with commas between
   * @param session higher than that of any earlier session of the stream
   */
  public record Target(String bootstrap, String topic, String stream, long session) {
    public Target {
      StreamId.check(stream);
    }
  }

  private final Target target;
  private final Clock clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(MAX_RECORD_BYTES);
  private volatile @Nullable Exception failure;
  private long sequence;
  private long bytes;
  private boolean ended;

  private IngestPublisher(Target target, Clock clock, KafkaProducer<byte[], byte[]> producer) {
    this.target = target;
    this.clock = clock;
    this.producer = producer;
  }

  /**
   * Connects.
   *
   * @param clock of the times at which bytes are received
   * @throws PublishException if no broker answers or there is no such topic
   */
  public static IngestPublisher open(Target target, Clock clock) {
    try {
      checkTopic(target);
      return new IngestPublisher(
          target,
          clock,
          new KafkaProducer<>(
              properties(target), new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw explained(target, e);
    }
  }

  private static Map<String, Object> properties(Target target) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, target.bootstrap());
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES + (64 << 10));
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 20);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // media does not compress
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
    return properties;
  }

  /** Asked first: a producer would wait for a topic that is not there and not say which it is. */
  private static void checkTopic(Target target) {
    Map<String, Object> properties =
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            target.bootstrap(),
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ANSWER_MILLIS,
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            ANSWER_MILLIS / 2);
    try (Admin admin = Admin.create(properties)) {
      admin.describeTopics(List.of(target.topic())).allTopicNames().get();
    } catch (ExecutionException e) {
      throw explained(target, Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw explained(target, e);
    }
  }

  /**
   * Sends the next bytes of the session; does nothing after {@link #end}.
   *
   * @throws PublishException if these or earlier bytes could not be sent; nothing more can be then
   */
  public synchronized void publish(Payload chunk) {
    if (ended) {
      return;
    }
    bytes += chunk.length();
    send(
        IngestRecords.chunk(
            target.stream(), target.session(), sequence, clock.instant(), chunk.buffer()));
  }

  /** Says that the stream is over, and waits until all has been received; once. */
  public synchronized void end() {
    if (!ended) {
      send(IngestRecords.end(target.stream(), target.session(), sequence, clock.instant()));
      ended = true;
      flush();
    }
  }

  /** Waits until all that was published has been received. */
  public void flush() {
    producer.flush();
    throwIfFailed();
  }

  /** Records sent so far. */
  public synchronized long records() {
    return sequence;
  }

  /** Media bytes sent so far. */
  public synchronized long bytes() {
    return bytes;
  }

  private void send(IngestRecord record) {
    throwIfFailed();
    try {
      byte[] value = coder.encode(record);
      producer.send(
          new ProducerRecord<>(target.topic(), IngestRecords.key(target.stream()), value),
          (metadata, e) -> failure = e == null || failure != null ? failure : e);
      sequence++;
    } catch (WireException | KafkaException e) {
      failure = e;
    }
    throwIfFailed();
  }

  private void throwIfFailed() {
    Exception e = failure;
    if (e != null) {
      throw explained(target, e);
    }
  }

  private static PublishException explained(Target target, Throwable e) {
    if (e instanceof PublishException known) {
      return known;
    }
    String topic = target.topic();
    if (e instanceof UnknownTopicOrPartitionException) {
      return new PublishException(
          "Cannot publish: no topic %s at %s; create it".formatted(topic, target.bootstrap()), e);
    }
    if (e instanceof RecordTooLargeException) {
      return new PublishException(
          "Cannot publish: a chunk is larger than topic %s takes (%s); make --chunk-size smaller or the topic's max.message.bytes larger"
              .formatted(topic, e.getMessage()),
          e);
    }
    if (e instanceof WireException) {
      return new PublishException(
          "Cannot publish: a chunk is larger than the record limit (%s); make --chunk-size smaller"
              .formatted(e.getMessage()),
          e);
    }
    if (e instanceof TimeoutException) {
      return new PublishException(
          "Cannot publish: no answer from Kafka at %s; check the address and that it runs"
              .formatted(target.bootstrap()),
          e);
    }
    String why = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    return new PublishException(
        "Cannot publish to topic %s at %s: %s; check the address"
            .formatted(topic, target.bootstrap(), why),
        e);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
