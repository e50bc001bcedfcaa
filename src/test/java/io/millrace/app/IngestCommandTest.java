package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.app.kafka.IngestPublisher;
import io.millrace.app.kafka.PublishException;
import io.millrace.media.Payload;
import io.millrace.wire.Chunk;
import io.millrace.wire.Command;
import io.millrace.wire.CommandKind;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.RecordCoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCommandTest {
  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  @Test
  void sendsEveryByteOnceInOrderAndEndsTheStream() throws Exception {
    kafka.createTopic("whole", 3, 2 << 20);
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("input.bin"), bytes);
    Result result =
        run(
            "ingest",
            "--stream",
            "cam",
            "--bootstrap",
            kafka.bootstrap(),
            "--topic",
            "whole",
            "--chunk-size",
            "64k",
            "--session",
            "7",
            "--json",
            file.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.get("records").asInt()).isEqualTo(17);
    assertThat(json.get("bytes").asLong()).isEqualTo(bytes.length);
    List<IngestRecord> records = read("whole", 17);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < records.size(); i++) {
      IngestRecord record = records.get(i);
      assertThat(record.getStream()).isEqualTo("cam");
      assertThat(record.getSession()).isEqualTo(7);
      assertThat(record.getSequence()).isEqualTo(i);
      if (record.getPayload() instanceof Chunk chunk) {
        ByteBuffer data = chunk.getData();
        sent.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
      }
    }
    assertThat(sent.toByteArray()).isEqualTo(bytes);
    assertThat(records.get(16).getPayload())
        .isInstanceOfSatisfying(
            Command.class, command -> assertThat(command.getKind()).isEqualTo(CommandKind.END));
  }

  @Test
  void takesTheTimeOfEachRecordFromTheClock() {
    kafka.createTopic("clocked", 1, 1 << 20);
    Instant time = Instant.parse("2026-11-21T10:00:00.123Z");
    try (IngestPublisher publisher =
        IngestPublisher.open(target("clocked"), Clock.fixed(time, ZoneOffset.UTC))) {
      publisher.publish(Payload.of(new byte[] {1, 2, 3}));
      publisher.end();
      publisher.end(); // as at Ctrl-C after the end
      publisher.publish(Payload.of(new byte[] {4}));
      assertThat(publisher.records()).isEqualTo(2);
    }
    assertThat(read("clocked", 2)).extracting(IngestRecord::getIngestTime).containsOnly(time);
  }

  @Test
  void saysWhatToDoWhereAChunkIsLargerThanTheTopicTakes() throws Exception {
    kafka.createTopic("small", 1, 100_000);
    Path file = Files.write(directory.resolve("large.bin"), new byte[300_000]);
    Result result =
        run(
            "ingest",
            "--stream",
            "cam",
            "--bootstrap",
            kafka.bootstrap(),
            "--topic",
            "small",
            file.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .hasLineCount(1)
        .contains("a chunk is larger than topic small takes", "--chunk-size", "max.message.bytes");
  }

  @Test
  void refusesAChunkOverTheRecordLimitBeforeTheBrokerSeesIt() {
    kafka.createTopic("limit", 1, 8 << 20);
    try (IngestPublisher publisher = IngestPublisher.open(target("limit"), Clock.systemUTC())) {
      Payload chunk = Payload.of(new byte[IngestPublisher.MAX_RECORD_BYTES]);
      assertThatThrownBy(() -> publisher.publish(chunk))
          .isInstanceOf(PublishException.class)
          .hasMessageContaining("larger than the record limit")
          .hasMessageContaining("--chunk-size");
    }
  }

  @Test
  void saysThatThereIsNoSuchTopic() {
    Result result =
        run(
            "ingest",
            "--stream",
            "cam",
            "--bootstrap",
            kafka.bootstrap(),
            "--topic",
            "none",
            "pom.xml");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("no topic none", "create it");
  }

  @Test
  void saysThatItCannotPaceWhatItCannotRead() {
    kafka.createTopic("paced", 1, 1 << 20);
    Result result =
        run(
            "ingest",
            "--realtime",
            "--stream",
            "cam",
            "--bootstrap",
            kafka.bootstrap(),
            "--topic",
            "paced",
            "pom.xml");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("cannot be paced", "leave --realtime out");
  }

  private static IngestPublisher.Target target(String topic) {
    return new IngestPublisher.Target(kafka.bootstrap(), topic, "cam", 1);
  }

  /** The first {@code count} records; all of one stream are in one partition. */
  private static List<IngestRecord> read(String topic, int count) {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(IngestPublisher.MAX_RECORD_BYTES);
    List<IngestRecord> records = new ArrayList<>();
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          assertThat(record.key()).isEqualTo("cam".getBytes(StandardCharsets.UTF_8));
          records.add(coder.decode(record.value()));
        }
      }
    }
    assertThat(records).hasSize(count);
    return records;
  }
}
