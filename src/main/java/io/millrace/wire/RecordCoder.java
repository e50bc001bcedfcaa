package io.millrace.wire;

import io.millrace.wire.WireException.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * One record type to bytes and back, in Avro's single-object encoding: {@code C3 01}, the
 * fingerprint of the writer's schema, the record. A reader needs no registry. Not thread-safe: one
 * for each thread.
 */
@NullMarked
public final class RecordCoder<T extends SpecificRecordBase> {
  /** Largest encoded record unless said otherwise. */
  public static final int DEFAULT_MAX_BYTES = 8 << 20;

  /**
   * More than an encoded ingest chunk is ever longer than its media bytes: header, stream id,
   * numbers.
   */
  public static final int OVERHEAD_BYTES = 256;

  private static final byte[] MARKER = {(byte) 0xc3, 0x01};
  private static final int HEADER_BYTES = MARKER.length + Long.BYTES;
  private static final int SHOWN_BYTES = 8;

  private final String name;
  private final int maxBytes;
  private final byte[] header;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();
  private final DatumWriter<T> writer;
  private @Nullable BinaryEncoder encoder;

  RecordCoder(Class<T> type, int maxBytes, List<Schema> writerSchemas) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.name = schema.getName();
    this.maxBytes = maxBytes;
    this.header = header(schema);
    this.writer = new SpecificDatumWriter<>(schema, model);
    for (Schema written : writerSchemas) {
      addReader(written, schema, model);
    }
    addReader(schema, schema, model);
  }

  /**
   * Coder of the ingest topic's records.
   *
   * @param maxBytes largest encoded record, bytes
   */
  public static RecordCoder<IngestRecord> ingestRecords(int maxBytes) {
    return new RecordCoder<>(IngestRecord.class, maxBytes, List.of());
  }

  /** Coder of the events topic's records. */
  public static RecordCoder<StreamEvent> streamEvents() {
    return new RecordCoder<>(StreamEvent.class, DEFAULT_MAX_BYTES, List.of());
  }

  /** Coder of the dead-letter topic's records. */
  public static RecordCoder<RejectedInput> rejectedInputs() {
    return new RecordCoder<>(RejectedInput.class, DEFAULT_MAX_BYTES, List.of());
  }

  private void addReader(Schema written, Schema read, SpecificData model) {
    readers.put(
        SchemaNormalization.parsingFingerprint64(written),
        new SpecificDatumReader<>(written, read, model));
  }

  private static byte[] header(Schema schema) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MARKER)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .array();
  }

  /**
   * The record in {@code value}. Its {@code bytes} fields are views of {@code value}, which must
   * not be changed afterwards.
   *
   * @throws WireException if {@code value} is anything else than exactly one record
   */
  public T decode(byte[] value) {
    checkSize(value.length, "decode");
    ViewDecoder decoder = new ViewDecoder(value, HEADER_BYTES);
    T record = read(reader(value), decoder);
    if (decoder.remaining() > 0) {
      throw new WireException(
          Fault.TRAILING_BYTES,
          "Cannot decode %s: %d bytes behind the record (at byte %d)",
          name,
          decoder.remaining(),
          decoder.position());
    }
    return record;
  }

  private void checkSize(int bytes, String action) {
    if (bytes == 0) {
      throw new WireException(Fault.EMPTY, "Cannot %s %s: no bytes", action, name);
    }
    if (bytes > maxBytes) {
      throw new WireException(
          Fault.TOO_LARGE, "Cannot %s %s: %d bytes, at most %d", action, name, bytes, maxBytes);
    }
  }

  private DatumReader<T> reader(byte[] value) {
    if (value.length < HEADER_BYTES || value[0] != MARKER[0] || value[1] != MARKER[1]) {
      throw new WireException(
          Fault.NOT_AVRO,
          "Cannot decode %s: no Avro single-object header, starts with %s",
          name,
          HexFormat.of().formatHex(value, 0, Math.min(SHOWN_BYTES, value.length)));
    }
    return reader(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length));
  }

  /** A reader of what was written by the schema with that fingerprint. */
  DatumReader<T> reader(long fingerprint) {
    DatumReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new WireException(
          Fault.UNKNOWN_SCHEMA,
          "Cannot decode %s: unknown schema, fingerprint %016x",
          name,
          fingerprint);
    }
    return reader;
  }

  // Avro's readers throw half a dozen runtime exceptions on a wrong branch or symbol.
  @SuppressWarnings("NullAway") // null is Avro's own word for "no record to reuse"
  T read(DatumReader<T> reader, ViewDecoder decoder) {
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      WireException fault =
          new WireException(
              Fault.MALFORMED,
              "Cannot decode %s: %s (at byte %d)",
              name,
              e.getMessage(),
              decoder.position());
      fault.initCause(e);
      throw fault;
    }
  }

  /**
   * The record's bytes.
   *
   * @throws WireException if they are more than the limit
   */
  public byte[] encode(T record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(OVERHEAD_BYTES);
    try {
      out.write(header);
      encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    checkSize(out.size(), "encode");
    return out.toByteArray();
  }
}
