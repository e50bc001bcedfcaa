package io.millrace.storage.local;

import io.millrace.storage.ObjectHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file cannot say about itself: kept beside its bytes.
 *
 * @param bytes size of the body it belongs to
 * @param etag of the body it belongs to
 */
record FileRecord(long bytes, String etag, ObjectHeaders headers) {
  /** What ext4 keeps in all attributes of a file; S3 keeps 2 KB of metadata. */
  static final int MAX_BYTES = 4096;

  private static final int V1 = 1;
  private static final int MAX_METADATA = 256;

  /**
   * As {@link #decode} reads it.
   *
   * @throws IllegalArgumentException if it has more than {@link #MAX_BYTES}
   */
  byte[] encoded() throws IOException {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(buffer);
    out.writeByte(V1);
    out.writeLong(bytes);
    out.writeUTF(etag);
    out.writeUTF(headers.contentType());
    out.writeUTF(headers.cacheControl());
    out.writeShort(headers.metadata().size());
    for (Map.Entry<String, String> entry : new TreeMap<>(headers.metadata()).entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
    if (buffer.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes of headers, at most %d".formatted(buffer.size(), MAX_BYTES));
    }
    return buffer.toByteArray();
  }

  static FileRecord decode(byte[] encoded) throws IOException {
    return read(new DataInputStream(new ByteArrayInputStream(encoded)));
  }

  static FileRecord read(DataInputStream in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != V1) {
      throw new IOException(
          "Cannot read file record: version %d, newest known is %d".formatted(version, V1));
    }
    long bytes = in.readLong();
    String etag = in.readUTF();
    String contentType = in.readUTF();
    String cacheControl = in.readUTF();
    return new FileRecord(
        bytes, etag, new ObjectHeaders(contentType, cacheControl, readMetadata(in)));
  }

  private static Map<String, String> readMetadata(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    if (count > MAX_METADATA) {
      throw new IOException("Cannot read file record: %d metadata entries".formatted(count));
    }
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      metadata.put(in.readUTF(), in.readUTF());
    }
    return metadata;
  }
}
