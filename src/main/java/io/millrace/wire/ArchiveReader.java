package io.millrace.wire;

import io.millrace.wire.WireException.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Reads ingest records from an Avro object container file, as {@link ArchiveWriter} writes it. Avro
 * specification, "Object Container Files".
 *
 * <p>Avro's own reader takes as much memory as a block says that it has, and a file that was cut
 * off for one that has ended; this one does neither. Media bytes are views of their block.
 */
@NullMarked
public final class ArchiveReader implements AutoCloseable {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;
  private static final int MAX_HEADER_BYTES = 64 << 10;

  /** Two numbers of at most ten bytes. */
  private static final int MAX_BLOCK_HEADER_BYTES = 20;

  private static final String SCHEMA = "avro.schema";
  private static final String CODEC = "avro.codec";
  private static final String NO_CODEC = "null";

  private final BufferedInputStream in;
  private final int maxBlockBytes;
  private final RecordCoder<IngestRecord> coder;
  private final DatumReader<IngestRecord> reader;
  private final byte[] sync = new byte[SYNC_BYTES];
  private ViewDecoder block = new ViewDecoder(new byte[0], 0);
  private long left;
  private long position;

  private ArchiveReader(InputStream in, int maxRecordBytes) throws IOException {
    this.in = new BufferedInputStream(in, MAX_HEADER_BYTES);
    this.maxBlockBytes = Math.addExact(maxRecordBytes, 2 * ArchiveWriter.BLOCK_BYTES);
    this.coder = RecordCoder.ingestRecords(maxRecordBytes);
    this.reader = coder.reader(fingerprint(header()));
  }

  /**
   * Reads the header of {@code in}, which this closes at its end.
   *
   * @param maxRecordBytes largest encoded record
   * @throws WireException if it is not an archive
   */
  public static ArchiveReader open(InputStream in, int maxRecordBytes) throws IOException {
    return new ArchiveReader(in, maxRecordBytes);
  }

  /** Bytes read so far. */
  public long bytes() {
    return position;
  }

  private Map<String, byte[]> header() throws IOException {
    byte[] head = peek(MAX_HEADER_BYTES);
    if (!Arrays.equals(head, 0, Math.min(MAGIC.length, head.length), MAGIC, 0, MAGIC.length)) {
      throw new WireException(Fault.NOT_AVRO, "not an Avro object container file");
    }
    Map<String, byte[]> entries = new HashMap<>();
    ViewDecoder decoder = new ViewDecoder(head, MAGIC.length);
    try {
      for (long count = decoder.readLong(); count != 0; count = decoder.readLong()) {
        if (count < 0) {
          decoder.readLong(); // bytes of the entries, for who skips them
        }
        for (long i = Math.abs(count); i > 0; i--) {
          entries.put(decoder.readString(), bytes(decoder.readBytes(null)));
        }
      }
      decoder.readFixed(sync, 0, SYNC_BYTES);
    } catch (IOException e) {
      throw new WireException(
          Fault.MALFORMED,
          "header that ends too early or has more than %d bytes (at byte %d)",
          MAX_HEADER_BYTES,
          decoder.position());
    }
    skip(decoder.position());
    return entries;
  }

  private static byte[] bytes(ByteBuffer view) {
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    return bytes;
  }

  private static long fingerprint(Map<String, byte[]> header) {
    String codec = text(header.getOrDefault(CODEC, NO_CODEC.getBytes(StandardCharsets.UTF_8)));
    if (!codec.equals(NO_CODEC)) {
      throw new WireException(
          Fault.UNKNOWN_SCHEMA, "compressed by '%s'; media is archived as it is", codec);
    }
    try {
      Schema written = new Schema.Parser().parse(text(header.getOrDefault(SCHEMA, new byte[0])));
      return SchemaNormalization.parsingFingerprint64(written);
    } catch (AvroRuntimeException e) {
      throw new WireException(Fault.MALFORMED, "header without an Avro schema");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The next record; null behind the last one.
   *
   * @throws WireException if what is there is not one, or the file was cut off
   */
  public @Nullable IngestRecord next() throws IOException {
    while (left == 0) {
      if (block.remaining() > 0) {
        throw new WireException(
            Fault.TRAILING_BYTES, "bytes behind the last record of a block (at byte %d)", position);
      }
      if (!nextBlock()) {
        return null;
      }
    }
    left--;
    return coder.read(reader, block);
  }

  private boolean nextBlock() throws IOException {
    byte[] head = peek(MAX_BLOCK_HEADER_BYTES);
    if (head.length == 0) {
      return false;
    }
    ViewDecoder decoder = new ViewDecoder(head, 0);
    long size;
    try {
      left = decoder.readLong();
      size = decoder.readLong();
    } catch (IOException e) {
      throw cutOff();
    }
    if (left < 0 || size < 0 || size > maxBlockBytes) {
      throw new WireException(
          Fault.TOO_LARGE,
          "block of %d records in %d bytes, at most %d (at byte %d)",
          left,
          size,
          maxBlockBytes,
          position);
    }
    skip(decoder.position());
    block = new ViewDecoder(take((int) size), 0);
    if (!Arrays.equals(take(SYNC_BYTES), sync)) {
      throw new WireException(
          Fault.MALFORMED, "no sync marker behind a block (at byte %d)", position - SYNC_BYTES);
    }
    return true;
  }

  private WireException cutOff() {
    return new WireException(
        Fault.MALFORMED, "cut off in the middle of a block (at byte %d)", position);
  }

  private byte[] peek(int count) throws IOException {
    in.mark(count);
    byte[] bytes = in.readNBytes(count);
    in.reset();
    return bytes;
  }

  private void skip(int count) throws IOException {
    in.skipNBytes(count);
    position += count;
  }

  private byte[] take(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    if (bytes.length < count) {
      throw cutOff();
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
