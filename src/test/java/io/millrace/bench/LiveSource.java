package io.millrace.bench;

import io.millrace.media.Payload;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Many live encoders on one thread, each sending its next chunk when the pictures in it have
 * passed. All send the same media, evenly spread over one segment duration. A record is encoded
 * once for all streams; only its stream id and its time are written anew.
 */
final class LiveSource implements AutoCloseable {
  private static final int MAX_RECORD_BYTES = 8 << 20;
  private static final long CHUNK_NANOS = 80_000_000;
  private static final long SPREAD_NANOS = 2_000_000_000;
  private static final int ID_LENGTH = 5;

  /** Single-object header, and the length of the stream id. */
  private static final int ID_AT = 11;

  private static final int SESSION_BYTES = 1;

  private final String topic;
  private final int streams;
  private final List<byte[]> records = new ArrayList<>();
  private final RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(MAX_RECORD_BYTES);
  private final KafkaProducer<byte[], byte[]> producer;
  private final long[][] sentMillis;
  private final List<Long> latenessMicros = new ArrayList<>();

  LiveSource(String bootstrap, String topic, int streams, List<Payload> chunks) {
    this.topic = topic;
    this.streams = streams;
    for (Payload chunk : chunks) {
      records.add(
          coder.encode(
              IngestRecords.chunk(id(0), 1, records.size(), Instant.now(), chunk.buffer())));
    }
    records.add(coder.encode(IngestRecords.end(id(0), 1, records.size(), Instant.now())));
    sentMillis = new long[streams][records.size()];
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.CLIENT_ID_CONFIG,
                "live",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                32 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static String id(int stream) {
    return "s%04d".formatted(stream);
  }

  /** When chunk {@code record} of {@code stream} was handed to the producer; 0 if not yet. */
  long sentMillis(int stream, int record) {
    return sentMillis[stream][record];
  }

  private record Due(long nanos, int stream, int record) {}

  /** Sends everything, which takes as long as the media. */
  void run() {
    PriorityQueue<Due> next = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
    long start = System.nanoTime();
    for (int stream = 0; stream < streams; stream++) {
      next.add(new Due(start + SPREAD_NANOS * stream / streams, stream, 0));
    }
    while (!next.isEmpty()) {
      Due due = next.remove();
      waitFor(due.nanos);
      send(due);
      if (due.record + 1 < records.size()) {
        next.add(new Due(due.nanos + CHUNK_NANOS, due.stream, due.record + 1));
      }
    }
    producer.flush();
  }

  /** Sends everything at once. */
  void sendAll() {
    for (int record = 0; record < records.size(); record++) {
      for (int stream = 0; stream < streams; stream++) {
        send(new Due(0, stream, record));
      }
    }
    producer.flush();
  }

  private void waitFor(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    latenessMicros.add((System.nanoTime() - nanos) / 1000);
  }

  /** The producer copies the record before it returns, so the one array serves all streams. */
  private void send(Due due) {
    byte[] record = records.get(due.record);
    byte[] key = IngestRecords.key(id(due.stream));
    System.arraycopy(key, 0, record, ID_AT, ID_LENGTH);
    long now = System.currentTimeMillis();
    writeLong(record, ID_AT + ID_LENGTH + SESSION_BYTES + longBytes(due.record), now);
    sentMillis[due.stream][due.record] = now;
    producer.send(new ProducerRecord<>(topic, key, record));
  }

  private static int longBytes(long value) {
    long zigzag = value << 1;
    int bytes = 1;
    while (zigzag > 0x7f) {
      zigzag >>>= 7;
      bytes++;
    }
    return bytes;
  }

  /** Avro's variable-length zig-zag; today's milliseconds have always the same length. */
  private static void writeLong(byte[] target, int at, long value) {
    long zigzag = value << 1;
    int index = at;
    while (zigzag > 0x7f) {
      target[index++] = (byte) (zigzag & 0x7f | 0x80);
      zigzag >>>= 7;
    }
    target[index] = (byte) zigzag;
  }

  /** How late chunks were sent, milliseconds: what is due to this thread and not to the job. */
  double latenessMillis(double quantile) {
    long[] sorted = latenessMicros.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))] / 1000.0;
  }

  @Override
  public void close() {
    producer.close();
  }
}
