package io.millrace.chaos;

import io.millrace.bench.LiveMedia;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishers of several streams in real time, one chunk for every two pictures. They reach the
 * broker by a way of their own: what is wrong between it and the job is not wrong for them. While
 * it is down they keep their chunks.
 */
final class LiveFeed implements AutoCloseable {
  private static final long CHUNK_NANOS =
      TimeUnit.MILLISECONDS.toNanos(40) * LiveMedia.PICTURES_PER_CHUNK;
  private static final long SESSION = 1;
  private static final int TEN_MINUTES = 600_000;

  /**
   * What is published.
   *
   * @param stream id
   */
  record Source(String topic, String stream, LiveMedia media) {}

  private final List<Source> sources;
  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordCoder<IngestRecord> coder =
      RecordCoder.ingestRecords(RecordCoder.DEFAULT_MAX_BYTES);
  private final Thread thread = new Thread(this::run, "live-feed");
  private final int[] sent;

  /** When each chunk was handed to the producer; the same for all streams. */
  private final long[] sentNanos;

  private volatile boolean ending;
  private volatile Throwable failure;

  LiveFeed(String bootstrap, List<Source> sources) {
    this.sources = List.copyOf(sources);
    sent = new int[sources.size()];
    sentNanos = new long[chunks()];
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                TEN_MINUTES,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                TEN_MINUTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long start = System.nanoTime();
      for (int chunk = 0; !ending && chunk < chunks(); chunk++) {
        LockSupport.parkNanos(start + chunk * CHUNK_NANOS - System.nanoTime());
        synchronized (sent) {
          sentNanos[chunk] = System.nanoTime();
        }
        for (int i = 0; i < sources.size(); i++) {
          send(i, chunk);
        }
      }
      for (int i = 0; i < sources.size(); i++) {
        Source source = sources.get(i);
        send(source, IngestRecords.end(source.stream, SESSION, sent(i), Instant.now()));
      }
      producer.flush();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** The shortest source's. */
  private int chunks() {
    return sources.stream().mapToInt(source -> source.media.chunks().size()).min().orElse(0);
  }

  private void send(int index, int chunk) {
    Source source = sources.get(index);
    send(
        source,
        IngestRecords.chunk(
            source.stream,
            SESSION,
            chunk,
            Instant.now(),
            source.media.chunks().get(chunk).buffer()));
    synchronized (sent) {
      sent[index] = chunk + 1;
    }
  }

  private void send(Source source, IngestRecord record) {
    producer.send(
        new ProducerRecord<>(source.topic, IngestRecords.key(source.stream), coder.encode(record)),
        (metadata, e) -> {
          if (e != null) {
            failure = e;
          }
        });
  }

  private int sent(int index) {
    synchronized (sent) {
      return sent[index];
    }
  }

  List<Source> sources() {
    return sources;
  }

  /**
   * How many segments a stream has once the one that is being published now is complete.
   *
   * @param index of the stream
   */
  long segmentsToCome(int index) {
    checkFine();
    LiveMedia media = sources.get(index).media;
    int chunks = sent(index);
    for (int segment = 0; segment < media.segments(); segment++) {
      if (media.completeChunk(segment) >= chunks) {
        return segment + 1L;
      }
    }
    throw new IllegalStateException(
        "The media of stream %s is over; make it longer".formatted(sources.get(index).stream));
  }

  /** When the last byte was sent that {@code segment} of a stream waits for. */
  long completeNanos(int index, long segment) {
    synchronized (sent) {
      return sentNanos[sources.get(index).media.completeChunk((int) segment)];
    }
  }

  private void checkFine() {
    if (failure != null) {
      throw new IllegalStateException("Cannot publish", failure);
    }
  }

  /** Ends all streams, and waits until the broker has everything. */
  void end() throws InterruptedException {
    ending = true;
    thread.join();
    checkFine();
  }

  /** Names of the streams. */
  List<String> streams() {
    List<String> names = new ArrayList<>();
    sources.forEach(source -> names.add(source.stream));
    return names;
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
    producer.close();
  }
}
