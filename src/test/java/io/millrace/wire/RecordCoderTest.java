package io.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.wire.WireException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class RecordCoderTest {
  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

  private final RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(1 << 20);

  private static IngestRecord chunk(byte[] data) {
    return IngestRecords.chunk("cam-1", 7, 3, TIME, ByteBuffer.wrap(data));
  }

  private static IngestRecord end() {
    return IngestRecords.end("cam-1", 7, 4, TIME);
  }

  @Property(tries = 200)
  void givesBackWhatWasEncoded(@ForAll byte[] data) {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(1 << 20);
    assertThat(coder.decode(coder.encode(chunk(data)))).isEqualTo(chunk(data));
  }

  @Test
  void writesTheseBytes() {
    assertThat(HexFormat.of().formatHex(coder.encode(end())))
        .isEqualTo(
            "c301"
                + "998864c37efc8e52"
                + "0a63616d2d31"
                + "0e"
                + "08"
                + "f6a1abfef962"
                + "02"
                + "02");
  }

  @Test
  void speaksTheSameAsAvrosOwnMessageCoder() throws Exception {
    SpecificData model = SpecificData.getForClass(IngestRecord.class);
    byte[] data = {1, 2, 3};
    ByteBuffer theirs =
        new BinaryMessageEncoder<IngestRecord>(model, IngestRecord.getClassSchema())
            .encode(chunk(data));
    assertThat(coder.encode(chunk(data))).isEqualTo(theirs.array());
    assertThat(
            new BinaryMessageDecoder<IngestRecord>(model, IngestRecord.getClassSchema())
                .decode(coder.encode(end())))
        .isEqualTo(end());
  }

  @Test
  void handsOutMediaBytesAsAViewOfTheRecord() {
    byte[] value = coder.encode(chunk("media".getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer data = ((Chunk) coder.decode(value).getPayload()).getData();
    assertThat(data.array()).isSameAs(value);
    assertThat(data.remaining()).isEqualTo(5);
  }

  @Test
  void refusesNoBytes() {
    assertFault(new byte[0], Fault.EMPTY, "Cannot decode IngestRecord: no bytes");
  }

  @Test
  void refusesWhatIsNotAvro() {
    assertFault(
        "{\"stream\":1}".getBytes(StandardCharsets.UTF_8),
        Fault.NOT_AVRO,
        "Cannot decode IngestRecord: no Avro single-object header, starts with 7b2273747265616d");
  }

  @Test
  void refusesAnUnknownSchema() {
    byte[] value = coder.encode(end());
    Arrays.fill(value, 2, 10, (byte) 0x5a);
    assertFault(
        value,
        Fault.UNKNOWN_SCHEMA,
        "Cannot decode IngestRecord: unknown schema, fingerprint 5a5a5a5a5a5a5a5a");
  }

  @Test
  void refusesATooLargeRecordInBothDirections() {
    assertFault(
        new byte[(1 << 20) + 1],
        Fault.TOO_LARGE,
        "Cannot decode IngestRecord: 1048577 bytes, at most 1048576");
    assertThatThrownBy(() -> coder.encode(chunk(new byte[1 << 20])))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("Cannot encode IngestRecord: 10486");
  }

  @Test
  void anEncodedChunkIsNeverLongerThanItsMediaBytesAndTheOverhead() {
    IngestRecord longest =
        IngestRecords.chunk(
            "x".repeat(128), Long.MIN_VALUE, Long.MIN_VALUE, TIME, ByteBuffer.allocate(1 << 19));
    assertThat(coder.encode(longest)).hasSizeLessThan((1 << 19) + RecordCoder.OVERHEAD_BYTES);
  }

  @Test
  void refusesBytesBehindTheRecord() {
    byte[] value = coder.encode(end());
    assertFault(
        Arrays.copyOf(value, value.length + 2),
        Fault.TRAILING_BYTES,
        "Cannot decode IngestRecord: 2 bytes behind the record (at byte %d)"
            .formatted(value.length));
  }

  @Test
  void refusesALengthBeyondTheRecordBeforeTakingMemory() {
    byte[] value = coder.encode(end());
    byte[] hostile = Arrays.copyOf(value, 15);
    // 2^31 - 1 as a zigzag varint: the length of the stream id.
    System.arraycopy(HexFormat.of().parseHex("feffffff0f"), 0, hostile, 10, 5);
    assertFault(
        hostile,
        Fault.MALFORMED,
        "Cannot decode IngestRecord: field of 2147483647 bytes, 0 are left (at byte 15)");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] value = coder.encode(chunk(new byte[20]));
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> coder.decode(cut)).isInstanceOf(WireException.class);
    }
  }

  @Property(tries = 2000)
  void throwsNothingButItsOwnExceptionOnAnyBytes(@ForAll byte[] tail) {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(1 << 20);
    byte[] value = Arrays.copyOf(coder.encode(end()), 10 + tail.length);
    System.arraycopy(tail, 0, value, 10, tail.length);
    try {
      coder.decode(value);
    } catch (WireException e) {
      assertThat(e.fault()).isIn(Fault.MALFORMED, Fault.TRAILING_BYTES);
    }
  }

  @Test
  void readsARecordOfAnEarlierSchemaOnceItIsKnown() throws Exception {
    Schema earlier =
        new Schema.Parser()
            .parse(
                """
                {"namespace": "io.millrace.wire", "type": "record", "name": "StreamEvent", "fields": [
                  {"name": "stream", "type": "string"},
                  {"name": "kind", "type": {"type": "enum", "name": "StreamEventKind", "symbols": ["LOSS"]}}]}
                """);
    GenericData.Record event = new GenericData.Record(earlier);
    event.put("stream", "cam-1");
    event.put("kind", new GenericData.EnumSymbol(earlier.getField("kind").schema(), "LOSS"));
    byte[] value =
        new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), earlier)
            .encode(event)
            .array();
    assertThatThrownBy(() -> RecordCoder.streamEvents().decode(value))
        .asInstanceOf(type(WireException.class))
        .returns(Fault.UNKNOWN_SCHEMA, WireException::fault);
    RecordCoder<StreamEvent> knowing =
        new RecordCoder<>(StreamEvent.class, 1 << 20, List.of(earlier));
    assertThat(knowing.decode(value).getStream()).isEqualTo("cam-1");
  }

  @Test
  void keepsEventsAndRejectedInput() {
    StreamEvent event = new StreamEvent("cam-1", StreamEventKind.LOSS, 12L, TIME, "gap");
    RecordCoder<StreamEvent> events = RecordCoder.streamEvents();
    assertThat(events.decode(events.encode(event))).isEqualTo(event);
    RejectedInput rejected =
        new RejectedInput("", "ingest", 1, 42L, -1L, "no bytes", ByteBuffer.wrap(new byte[] {9}));
    RecordCoder<RejectedInput> rejections = RecordCoder.rejectedInputs();
    assertThat(rejections.decode(rejections.encode(rejected))).isEqualTo(rejected);
  }

  private void assertFault(byte[] value, Fault fault, String message) {
    assertThatThrownBy(() -> coder.decode(value))
        .asInstanceOf(type(WireException.class))
        .returns(fault, WireException::fault)
        .returns(message, WireException::getMessage);
  }
}
