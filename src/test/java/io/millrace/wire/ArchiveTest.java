package io.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.wire.WireException.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

class ArchiveTest {
  private static final int MAX_RECORD_BYTES = 64 << 10;
  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

  /** About 3 MB: several blocks. */
  private static List<IngestRecord> records() {
    Random random = new Random(1);
    List<IngestRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] data = new byte[random.nextInt(60_000)];
      random.nextBytes(data);
      records.add(IngestRecords.chunk("cam", 7, i, TIME.plusMillis(i), ByteBuffer.wrap(data)));
    }
    records.add(IngestRecords.end("cam", 7, 100, TIME));
    return records;
  }

  private static byte[] archive(List<IngestRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveWriter writer = ArchiveWriter.open(out)) {
      for (IngestRecord record : records) {
        writer.append(record);
      }
    }
    return out.toByteArray();
  }

  private static List<IngestRecord> read(byte[] archive) throws IOException {
    List<IngestRecord> records = new ArrayList<>();
    try (ArchiveReader reader =
        ArchiveReader.open(new ByteArrayInputStream(archive), MAX_RECORD_BYTES)) {
      for (IngestRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
      assertThat(reader.bytes()).isEqualTo(archive.length);
    }
    return records;
  }

  private static void assertFault(byte[] archive, Fault fault, String message) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.fault()).as(e.getMessage()).isEqualTo(fault))
        .hasMessageContaining(message);
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    assertThat(read(archive(records()))).isEqualTo(records());
    assertThat(read(archive(List.of()))).isEmpty();
  }

  @Test
  void theSameRecordsMakeTheSameFile() throws IOException {
    assertThat(archive(records())).isEqualTo(archive(records()));
  }

  @Test
  void isAFileThatAvrosOwnReaderReads() throws IOException {
    List<IngestRecord> theirs = new ArrayList<>();
    try (DataFileReader<IngestRecord> reader =
        new DataFileReader<>(
            new SeekableByteArrayInput(archive(records())),
            new SpecificDatumReader<>(IngestRecord.class))) {
      reader.forEachRemaining(theirs::add);
    }
    assertThat(theirs).isEqualTo(records());
  }

  @Test
  void readsWhatAvrosOwnWriterWrites() throws IOException {
    assertThat(read(avros(CodecFactory.nullCodec()))).isEqualTo(records());
  }

  private static byte[] avros(CodecFactory codec) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<IngestRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(IngestRecord.class))) {
      writer.setCodec(codec).create(IngestRecord.getClassSchema(), out);
      for (IngestRecord record : records()) {
        writer.append(record);
      }
    }
    return out.toByteArray();
  }

  @Test
  void refusesWhatIsCompressed() throws IOException {
    assertFault(
        avros(CodecFactory.deflateCodec(1)), Fault.UNKNOWN_SCHEMA, "compressed by 'deflate'");
  }

  @Test
  void refusesRecordsOfAnotherSchema() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Schema schema = Schema.create(Schema.Type.STRING);
    try (DataFileWriter<CharSequence> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.create(schema, out);
    }
    assertFault(out.toByteArray(), Fault.UNKNOWN_SCHEMA, "unknown schema");
  }

  @Test
  void refusesWhatIsNoSuchFile() {
    assertFault(new byte[0], Fault.NOT_AVRO, "not an Avro object container file");
    assertFault(
        "Object".getBytes(StandardCharsets.UTF_8),
        Fault.NOT_AVRO,
        "not an Avro object container file");
    assertFault(new byte[] {'O', 'b', 'j', 1, 2, 4}, Fault.MALFORMED, "header that ends too early");
    assertFault(
        concat(new byte[] {'O', 'b', 'j', 1, 0}, new byte[16]),
        Fault.MALFORMED,
        "header without an Avro schema");
  }

  @Test
  void refusesEveryFileThatWasCutOffWithinABlock() throws IOException {
    byte[] whole = archive(List.of(records().get(100)));
    byte[] header = archive(List.of());
    for (int length = header.length + 1; length < whole.length; length++) {
      assertFault(
          Arrays.copyOf(whole, length), Fault.MALFORMED, "cut off in the middle of a block");
    }
  }

  @Test
  void takesNoMemoryForABlockThatIsOnlySaidToBeLarge() throws IOException {
    byte[] header = archive(List.of());
    // One record in 2^31 - 1 bytes.
    byte[] hostile = {2, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    assertFault(
        concat(header, hostile),
        Fault.TOO_LARGE,
        "block of 1 records in 2147483647 bytes, at most");
    byte[] negative = {2, 1};
    assertFault(concat(header, negative), Fault.TOO_LARGE, "block of 1 records in -1 bytes");
  }

  @Test
  void refusesDamageInABlock() throws IOException {
    byte[] header = archive(List.of());
    byte[] whole = archive(List.of(records().get(100)));
    byte[] more = whole.clone();
    more[header.length] = 4; // two records, where there is one
    assertFault(more, Fault.MALFORMED, "Cannot decode IngestRecord");
    byte[] fewer = whole.clone();
    fewer[header.length] = 0;
    assertFault(fewer, Fault.TRAILING_BYTES, "bytes behind the last record of a block");
    byte[] unmarked = whole.clone();
    unmarked[whole.length - 1] ^= 1;
    assertFault(unmarked, Fault.MALFORMED, "no sync marker behind a block");
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
