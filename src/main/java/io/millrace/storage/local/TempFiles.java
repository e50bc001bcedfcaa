package io.millrace.storage.local;

import io.millrace.media.Payload;
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
import java.util.concurrent.atomic.AtomicLong;

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

  /** A new file that holds {@code body}. */
  Path write(List<Payload> body) throws IOException {
    while (true) {
      Path file =
          directory.resolve(ProcessHandle.current().pid() + "-" + next.getAndIncrement() + ".tmp");
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(out, body);
        return file;
      } catch (FileAlreadyExistsException e) {
        // Left by a process of the same number, or another store's in this process: the next name.
        continue;
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    }
  }

  private void write(FileChannel out, List<Payload> body) throws IOException {
    ByteBuffer filled = chunk.get().clear();
    for (Payload part : body) {
      int from = 0;
      while (from < part.length()) {
        if (!filled.hasRemaining()) {
          drain(filled, out);
        }
        int length = Math.min(part.length() - from, filled.remaining());
        filled.put(part.array(), part.arrayOffset() + from, length);
        from += length;
      }
    }
    drain(filled, out);
  }

  private static void drain(ByteBuffer filled, FileChannel out) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      out.write(filled);
    }
    filled.clear();
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
