package io.millrace.app.kafka;

import io.millrace.job.config.JobSettings;
import io.millrace.job.kafka.KafkaEnds;
import io.millrace.storage.StreamId;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.WireException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one stream from the ingest topic, from the earliest that is there to the end that
 * the topic had when it was opened. Only the partition of the stream's key is read.
 */
public final class StreamLog implements AutoCloseable {
  private static final String ARCHIVE = "give --archive with what 'millrace archive' wrote in time";

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final String stream;
  private final byte[] key;
  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordCoder<IngestRecord> coder;
  private final TopicPartition partition;
  private final long begin;
  private final long end;
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
  private long records;
  private long rejected;
  private long bytes;

  private StreamLog(
      JobSettings settings,
      String stream,
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition) {
    this.stream = stream;
    this.key = IngestRecords.key(stream);
    this.bootstrap = settings.bootstrapServers();
    this.consumer = consumer;
    this.coder = RecordCoder.ingestRecords(settings.maxRecordBytes());
    this.partition = partition;
    consumer.assign(List.of(partition));
    this.begin = offset(consumer.beginningOffsets(List.of(partition), ANSWER).get(partition));
    this.end = offset(consumer.endOffsets(List.of(partition), ANSWER).get(partition));
    consumer.seek(partition, begin);
  }

  private static long offset(@Nullable Long offset) {
    return Objects.requireNonNull(offset, "no offset of a partition that was asked for");
  }

  /**
   * Connects.
   *
   * @param settings the job's: brokers, topic, properties and record limit
   * @param number of the partition, where publishers choose it by other rules than Kafka's own
   *     producer; null for those
   * @throws ReadException if no broker answers or there is no such topic or partition
   */
  public static StreamLog open(JobSettings settings, String stream, @Nullable Integer number) {
    StreamId.check(stream);
    String topic = settings.ingestTopic();
    try {
      KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              properties(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      try {
        int partitions = consumer.partitionsFor(topic, ANSWER).size();
        int partition = partition(settings, stream, number, partitions);
        return new StreamLog(settings, stream, consumer, new TopicPartition(topic, partition));
      } catch (KafkaException | ReadException e) {
        consumer.close();
        throw e;
      }
    } catch (KafkaException e) {
      throw unreadable(topic, settings.bootstrapServers(), e);
    }
  }

  private static int partition(
      JobSettings settings, String stream, @Nullable Integer number, int partitions) {
    if (partitions == 0) {
      throw new ReadException(
          "Cannot read: no topic %s at %s; check --topic and --bootstrap"
              .formatted(settings.ingestTopic(), settings.bootstrapServers()),
          null);
    }
    if (number == null) {
      return BuiltInPartitioner.partitionForKey(IngestRecords.key(stream), partitions);
    }
    if (number < 0 || number >= partitions) {
      throw new ReadException(
          "Cannot read partition %d: topic %s has 0 to %d; check --partition"
              .formatted(number, settings.ingestTopic(), partitions - 1),
          null);
    }
    return number;
  }

  private static Properties properties(JobSettings settings) {
    Properties properties = KafkaEnds.consumerProperties(settings);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(ANSWER.toMillis()));
    return properties;
  }

  private static ReadException unreadable(String topic, String bootstrap, KafkaException e) {
    if (e instanceof TimeoutException) {
      return new ReadException(
          "Cannot read topic %s: no answer from Kafka at %s; check --bootstrap and that it runs"
              .formatted(topic, bootstrap),
          e);
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new ReadException(
        "Cannot read topic %s at %s: %s; check --bootstrap and --topic"
            .formatted(topic, bootstrap, cause.getMessage()),
        e);
  }

  /**
   * The next record of the stream; null behind the last one that was there when this was opened.
   * What is no ingest record is left out and counted, as the job does.
   *
   * @throws ReadException if Kafka does not answer, or the start of the stream is not there any
   *     more
   */
  public @Nullable IngestRecord next() {
    while (true) {
      ConsumerRecord<byte[], byte[]> raw = nextRaw();
      if (raw == null) {
        return null;
      }
      bytes += raw.value() == null ? 0 : raw.value().length;
      IngestRecord record = Arrays.equals(raw.key(), key) ? decode(raw) : null;
      if (record != null) {
        checkStart(record, raw.offset());
        records++;
        return record;
      }
    }
  }

  private @Nullable ConsumerRecord<byte[], byte[]> nextRaw() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!polled.hasNext()) {
        if (consumer.position(partition) >= end) {
          return null;
        }
        if (System.nanoTime() > deadline) {
          throw new TimeoutException();
        }
        polled = consumer.poll(POLL).records(partition).iterator();
      }
    } catch (OffsetOutOfRangeException e) {
      throw new ReadException(
          "Cannot read %s: its retention overtook us while we read; %s"
              .formatted(partition, ARCHIVE),
          e);
    } catch (KafkaException e) {
      throw unreadable(partition.topic(), bootstrap, e);
    }
    ConsumerRecord<byte[], byte[]> raw = polled.next();
    return raw.offset() < end ? raw : null;
  }

  private @Nullable IngestRecord decode(ConsumerRecord<byte[], byte[]> raw) {
    try {
      IngestRecord record = coder.decode(raw.value() == null ? new byte[0] : raw.value());
      if (record.getStream().equals(stream)) {
        return record;
      }
    } catch (WireException e) {
      // counted below
    }
    rejected++;
    return null;
  }

  /** Without its start nobody knows how many segments there were, nor when. */
  private void checkStart(IngestRecord record, long offset) {
    if (records == 0 && begin > 0 && record.getSequence() > 0) {
      throw new ReadException(
          "Cannot read stream %s: its start is gone, the first record in %s is number %d of its session (offset %d); no timeline can be computed without it: %s"
              .formatted(stream, partition, record.getSequence(), offset, ARCHIVE),
          null);
    }
  }

  /** Why there may be records that are not here; empty where all are. */
  public Optional<String> doubt() {
    return begin == 0
        ? Optional.empty()
        : Optional.of(
            "%s begins at offset %d by now: were sessions of %s before it?"
                .formatted(partition, begin, stream));
  }

  /** Records of the stream so far. */
  public long records() {
    return records;
  }

  /** Records under the stream's key that are not used, so far. */
  public long rejected() {
    return rejected;
  }

  /** Bytes read so far, those of other streams in the partition too. */
  public long bytes() {
    return bytes;
  }

  /** Topic and partition. */
  @Override
  public String toString() {
    return "%s at %s".formatted(partition, bootstrap);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
