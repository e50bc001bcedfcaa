package io.millrace.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.NullMarked;

/**
 * Writes ingest records into an Avro object container file, which any of Avro's readers reads. The
 * same records make the same file. Avro specification, "Object Container Files".
 */
@NullMarked
public final class ArchiveWriter implements AutoCloseable {
  /** A block is written once it has so many bytes. */
  static final int BLOCK_BYTES = 1 << 20;

  private static final int SYNC_BYTES = 16;

  private final DataFileWriter<IngestRecord> file;

  private ArchiveWriter(DataFileWriter<IngestRecord> file) {
    this.file = file;
  }

  /** Writes the header to {@code out}, which this closes at its end. */
  public static ArchiveWriter open(OutputStream out) throws IOException {
    SpecificData model = SpecificData.getForClass(IngestRecord.class);
    Schema schema = model.getSchema(IngestRecord.class);
    DataFileWriter<IngestRecord> file =
        new DataFileWriter<>(new SpecificDatumWriter<>(schema, model));
    file.setSyncInterval(BLOCK_BYTES);
    file.create(schema, out, sync(schema));
    return new ArchiveWriter(file);
  }

  /** Avro's own would be random, and each file another one. */
  private static byte[] sync(Schema schema) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(schema.toString().getBytes(UTF_8));
      return Arrays.copyOf(digest, SYNC_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot make a sync marker: no SHA-256", e);
    }
  }

  public void append(IngestRecord record) throws IOException {
    file.append(record);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
