package io.millrace.storage.local;

import io.millrace.media.Payload;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoreException.Retry;
import io.millrace.storage.StoredObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Objects as files below one directory, for one machine or a shared file system with locks.
 *
 * <p>A body is written to {@code .millrace/tmp} and moved to its name, so a file is whole whenever
 * it can be seen. A create-only write is a hard link, which fails if the name is taken. A
 * conditional replacement compares and moves under a lock that other processes see too. Nothing is
 * forced to the disk ({@code fsync}): what a power failure takes, a replay writes again.
 *
 * <p>Content type, cache control, metadata and ETag are kept in a user-defined file attribute, or,
 * where the file system has none, below {@code .millrace/meta}. The ETag is CRC-32C and size.
 */
public final class LocalStore implements ObjectStore {
  private static final int THREADS = 4;
  private static final int WAITING = 64;
  private static final int READ_ATTEMPTS = 8;
  private static final Duration LITTER_AGE = Duration.ofHours(1);
  private static final ObjectHeaders UNKNOWN =
      new ObjectHeaders("application/octet-stream", "", Map.of());

  private final Path root;
  private final TempFiles temps;
  private final FileRecords records;
  private final DirectoryLocks locks;
  private final StoreThreads threads = new StoreThreads(THREADS, WAITING);

  private LocalStore(Path root, TempFiles temps, FileRecords records, DirectoryLocks locks) {
    this.root = root;
    this.temps = temps;
    this.records = records;
    this.locks = locks;
  }

  /**
   * Opens {@code directory}, which is made if it is not there, and clears away temporary files that
   * dead processes left in it over an hour ago.
   *
   * @throws StoreException if the directory cannot be made or written
   */
  public static LocalStore open(Path directory) {
    try {
      Path root = Files.createDirectories(directory).toRealPath();
      Path own = root.resolve(".millrace");
      TempFiles temps = new TempFiles(Files.createDirectories(own.resolve("tmp")));
      temps.removeOlderThan(Instant.now().minus(LITTER_AGE));
      FileRecords records = recordsFor(temps, own.resolve("meta"));
      return new LocalStore(root, temps, records, DirectoryLocks.open(own.resolve("lock")));
    } catch (IOException e) {
      throw failed("open", directory.toString(), e);
    }
  }

  private static FileRecords recordsFor(TempFiles temps, Path sidecars) throws IOException {
    Path probe = temps.write(List.of());
    try {
      // Records once begun in a tree stay there, should the file system learn attributes.
      return !Files.exists(sidecars) && AttributeRecords.workWith(probe)
          ? new AttributeRecords()
          : new SidecarRecords(Files.createDirectories(sidecars));
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** One call as it runs on a thread of the store. */
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> CompletableFuture<T> submit(String verb, String name, Call<T> call) {
    try {
      return threads.submit(() -> run(verb, name, call));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refused(verb, name, e, Retry.LATER);
    } catch (RejectedExecutionException e) {
      return refused(verb, name, e, Retry.NEVER);
    }
  }

  private static <T> T run(String verb, String name, Call<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw failed(verb, name, e);
    } catch (IllegalArgumentException e) { // of ObjectName.check
      throw new StoreException("Cannot " + verb + ": " + e.getMessage(), e, Retry.NEVER);
    }
  }

  private static <T> CompletableFuture<T> refused(
      String verb, String name, Exception cause, Retry retry) {
    String why = retry == Retry.LATER ? "interrupted" : "the store is closed";
    return CompletableFuture.failedFuture(
        new StoreException("Cannot %s %s: %s".formatted(verb, name, why), cause, retry));
  }

  private static StoreException failed(String verb, String name, IOException e) {
    boolean lasting =
        e instanceof AccessDeniedException
            || e instanceof NotDirectoryException
            || e instanceof FileAlreadyExistsException
            || e.getCause() instanceof ReadOnlyFileSystemException;
    return new StoreException(
        "Cannot %s %s: %s".formatted(verb, name, e), e, lasting ? Retry.NEVER : Retry.LATER);
  }

  @Override
  public CompletableFuture<PutResult> put(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
    return submit("put", name, () -> write(fileOf(name), name, body, headers, condition));
  }

  private PutResult write(
      Path file, String name, ObjectBody body, ObjectHeaders headers, PutCondition condition)
      throws IOException {
    Path temp = temps.write(body.parts());
    try {
      FileRecord record = new FileRecord(body.bytes(), etag(body), headers);
      return locks.with(name, () -> publish(temp, file, name, record, condition));
    } finally {
      Files.deleteIfExists(temp);
    }
  }

  private static String etag(ObjectBody body) {
    return '"' + body.digest() + '"';
  }

  private PutResult publish(
      Path temp, Path file, String name, FileRecord record, PutCondition condition)
      throws IOException {
    if (!holds(condition, file, name)) {
      return new PutResult.Refused();
    }
    records.keep(temp, name, record);
    try {
      place(temp, file, condition);
    } catch (NoSuchFileException e) {
      Files.createDirectories(parentOf(file));
      place(temp, file, condition);
    } catch (FileAlreadyExistsException e) {
      return new PutResult.Refused();
    }
    return new PutResult.Stored(record.etag());
  }

  private boolean holds(PutCondition condition, Path file, String name) throws IOException {
    if (condition instanceof PutCondition.IfMatch match) {
      Optional<ObjectInfo> standing = info(file, name);
      return standing.isPresent() && standing.get().etag().equals(match.etag());
    }
    return !(condition instanceof PutCondition.IfAbsent) || !Files.exists(file);
  }

  private static void place(Path temp, Path file, PutCondition condition) throws IOException {
    if (condition instanceof PutCondition.IfAbsent && isLinked(temp, file)) {
      return;
    }
    Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** False where the file system has no hard links; then the lock alone must do. */
  private static boolean isLinked(Path temp, Path file) throws IOException {
    try {
      Files.createLink(file, temp);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> get(String name) {
    return submit("get", name, () -> read(fileOf(name), name));
  }

  private Optional<StoredObject> read(Path file, String name) throws IOException {
    try {
      // Bytes and record are two reads: a replacement between them is seen by the ETag.
      for (int i = 0; i < READ_ATTEMPTS; i++) {
        byte[] body = Files.readAllBytes(file);
        String etag = etag(ObjectBody.of(body));
        Optional<FileRecord> record = records.find(file, name, etag);
        if (record.isPresent() || i == READ_ATTEMPTS - 1) {
          ObjectHeaders headers = record.map(FileRecord::headers).orElse(UNKNOWN);
          ObjectInfo info = new ObjectInfo(body.length, etag, headers);
          return Optional.of(new StoredObject(Payload.of(body), info));
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String name) {
    return submit("head", name, () -> info(fileOf(name), name));
  }

  private Optional<ObjectInfo> info(Path file, String name) throws IOException {
    try {
      long bytes = Files.size(file);
      Optional<FileRecord> record = records.newest(file, name);
      if (record.isPresent() && record.get().bytes() == bytes) {
        return Optional.of(new ObjectInfo(bytes, record.get().etag(), record.get().headers()));
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return read(file, name).map(StoredObject::info);
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    return submit(
        "list",
        prefix,
        () -> FileListing.of(root, ObjectName.checkPrefix(prefix), Integer.MAX_VALUE));
  }

  @Override
  public CompletableFuture<Void> delete(String name) {
    return submit("delete", name, () -> remove(fileOf(name), name));
  }

  @SuppressWarnings("NullAway") // Void has no other value
  private Void remove(Path file, String name) throws IOException {
    return locks.with(
        name,
        () -> {
          Files.deleteIfExists(file);
          records.forget(name);
          return null;
        });
  }

  private Path fileOf(String name) {
    return root.resolve(ObjectName.check(name));
  }

  private Path parentOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? root : parent;
  }

  @Override
  public void close() {
    threads.close();
    try {
      locks.release();
    } catch (IOException e) {
      throw failed("close", root.toString(), e);
    }
  }
}
