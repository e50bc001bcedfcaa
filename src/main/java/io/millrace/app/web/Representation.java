package io.millrace.app.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Bytes that can be sent, with what HTTP says about them.
 *
 * @param etag quoted, as the field has it
 * @param length bytes
 */
record Representation(
    String contentType, String cacheControl, String etag, long length, Content content) {
  private static final int COPY_BYTES = 64 << 10;

  /** Where the bytes come from. */
  interface Content {
    void copy(long from, long length, OutputStream out) throws IOException;
  }

  static Representation of(byte[] bytes, String contentType, String cacheControl) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    String etag = String.format(Locale.ROOT, "\"%08x-%x\"", crc.getValue(), bytes.length);
    return new Representation(
        contentType,
        cacheControl,
        etag,
        bytes.length,
        (from, length, out) -> out.write(bytes, (int) from, (int) length));
  }

  /** A file whose content never changes under its name. */
  static Representation ofImmutable(Path file, String contentType) throws IOException {
    long modified = Files.getLastModifiedTime(file).toMillis();
    long length = Files.size(file);
    return new Representation(
        contentType,
        "public, max-age=31536000, immutable",
        String.format(Locale.ROOT, "\"%x-%x\"", modified, length),
        length,
        (from, count, out) -> copy(file, from, count, out));
  }

  private static void copy(Path file, long from, long length, OutputStream out) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
      long at = from;
      while (at < from + length) {
        buffer.clear().limit((int) Math.min(COPY_BYTES, from + length - at));
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new IOException("%s became shorter than %d bytes".formatted(file, from + length));
        }
        out.write(buffer.array(), 0, read);
        at += read;
      }
    }
  }
}
