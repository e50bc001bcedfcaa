package io.millrace.storage.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Files on their way to become objects. Bytes go through one direct buffer per thread, which the
 * processor's cache holds: one copy, and few system calls however many parts a body has.
 */
final class TempFiles {
  private static final int CHUNK_BYTES = 256 << 10;

  private final Path directory;
  private final AtomicLong next = new AtomicLong();
  private final ThreadLocal<ByteBuffer> chunk =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

  TempFiles(Path directory) {
    this.directory = directory;
  }

  /** A temporary file and what was counted while it was written. */
  record Written(Path file, long bytes, String etag) {}

  Written write(List<ByteBuffer> body) throws IOException {
    while (true) {
      Path file =
          directory.resolve(ProcessHandle.current().pid() + "-" + next.getAndIncrement() + ".tmp");
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        return write(file, out, body);
      } catch (FileAlreadyExistsException e) {
        // Left by a process of the same number, or another store's in this process: the next name.
        continue;
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    }
  }

  private Written write(Path file, FileChannel out, List<ByteBuffer> body) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer filled = chunk.get().clear();
    long bytes = 0;
    for (ByteBuffer part : body) {
      bytes += part.remaining();
      int from = part.position();
      while (from < part.limit()) {
        if (!filled.hasRemaining()) {
          drain(filled, out, crc);
        }
        int length = Math.min(part.limit() - from, filled.remaining());
        filled.put(filled.position(), part, from, length);
        filled.position(filled.position() + length);
        from += length;
      }
    }
    drain(filled, out, crc);
    return new Written(file, bytes, etag(crc.getValue(), bytes));
  }

  private static void drain(ByteBuffer filled, FileChannel out, CRC32C crc) throws IOException {
    filled.flip();
    crc.update(filled.duplicate());
    while (filled.hasRemaining()) {
      out.write(filled);
    }
    filled.clear();
  }

  /** The ETag that {@link #write} gave to these bytes. */
  static String etag(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return etag(crc.getValue(), body.length);
  }

  private static String etag(long crc32c, long bytes) {
    return String.format(Locale.ROOT, "\"%08x-%x\"", crc32c, bytes);
  }

  /** Removes what processes that died before {@code then} left behind. */
  void removeOlderThan(Instant then) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        removeIfOlder(file, FileTime.from(then));
      }
    }
  }

  private static void removeIfOlder(Path file, FileTime then) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).compareTo(then) < 0) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Its writer was faster.
    }
  }
}
