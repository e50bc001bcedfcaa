package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.IngestInput;
import io.millrace.job.record.Arrival;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Position;
import io.millrace.job.record.RawRecord;
import io.millrace.job.record.Rejection;
import io.millrace.media.Payload;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeFunctionTest {
  private static final int LIMIT = 1 << 20;
  private static final Position POSITION = new Position("ingest", 2, 99);
  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

  private final RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(Integer.MAX_VALUE);
  private OneInputStreamOperatorTestHarness<RawRecord, Arrival> operator;

  @BeforeEach
  void open() throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new DecodeFunction(LIMIT)));
    operator.setup(Forms.ARRIVAL.serializer());
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private byte[] chunk(String stream, byte[] data) {
    return coder.encode(IngestRecords.chunk(stream, 7, 3, TIME, ByteBuffer.wrap(data)));
  }

  private void push(byte[] key, byte[] value) throws Exception {
    operator.processElement(
        new StreamRecord<>(new RawRecord(POSITION, Payload.of(key), Payload.of(value))));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void letsARecordInAndCopiesNoMediaByte() throws Exception {
    byte[] value = chunk("cam-1", new byte[] {1, 2, 3});
    push(text("cam-1"), value);
    Arrival arrival = operator.extractOutputValues().get(0);
    assertThat(arrival)
        .isEqualTo(
            new Arrival(
                "cam-1",
                7,
                3,
                TIME.toEpochMilli(),
                IngestInput.Kind.CHUNK,
                Payload.of(new byte[] {1, 2, 3}),
                POSITION));
    assertThat(arrival.data().array()).isSameAs(value);
  }

  @Test
  void letsAnEndIn() throws Exception {
    push(text("cam-1"), coder.encode(IngestRecords.end("cam-1", 7, 4, TIME)));
    assertThat(operator.extractOutputValues().get(0).kind()).isEqualTo(IngestInput.Kind.END);
  }

  @Test
  void rejectsEachBadRecordWithTheReasonAndLetsTheNextIn() throws Exception {
    assertRejected(
        text("cam-1"), text("hello"), "no Avro single-object header, starts with 68656c6c6f");
    assertRejected(text("cam-1"), new byte[0], "Cannot decode IngestRecord: no bytes");
    assertRejected(
        text("cam-1"),
        new byte[20 << 20],
        "Cannot decode IngestRecord: 20971520 bytes, at most 1048576");
    assertRejected(text("../etc"), chunk("../etc", new byte[1]), "Invalid stream id '../etc'");
    assertRejected(text("a\nb"), chunk("a\nb", new byte[1]), "Invalid stream id 'a?b'");
    assertRejected(text("x"), chunk("x".repeat(65536), new byte[1]), "(65536 characters)");
    assertRejected(
        text("cam-2"), chunk("cam-1", new byte[1]), "key 'cam-2', must be the stream id 'cam-1'");
    assertRejected(
        new byte[0], chunk("cam-1", new byte[1]), "key '', must be the stream id 'cam-1'");
    byte[] unknown = chunk("cam-1", new byte[1]);
    unknown[5] ^= 1;
    assertRejected(text("cam-1"), unknown, "unknown schema, fingerprint");
    push(text("cam-1"), chunk("cam-1", new byte[1]));
    assertThat(operator.extractOutputValues()).hasSize(1);
  }

  private void assertRejected(byte[] key, byte[] value, String reason) throws Exception {
    push(key, value);
    Rejection rejection = operator.getSideOutput(Outputs.REJECTED).poll().getValue();
    assertThat(rejection.reason()).contains(reason).doesNotContain("\n");
    assertThat(rejection.position()).isEqualTo(POSITION);
    assertThat(rejection.byteOffset()).isEqualTo(Rejection.WHOLE_RECORD);
    assertThat(rejection.head().length()).isEqualTo(Math.min(1024, value.length));
    assertThat(operator.extractOutputValues()).isEmpty();
  }
}
