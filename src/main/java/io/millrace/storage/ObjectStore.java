package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where objects are kept: a directory or a bucket. Every method may be called from any thread and
 * returns at once; a future fails with {@link StoreException}, which says whether trying again may
 * help. The one contract test runs against every implementation.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Writes an object as a whole: a reader sees the old bytes or the new, never a part. The body is
   * the buffers' remaining bytes one after the other; they must not be changed until the future
   * ends.
   */
  CompletableFuture<PutResult> put(
      String name, List<ByteBuffer> body, ObjectHeaders headers, PutCondition condition);

  /** The object's bytes, headers and ETag; empty if there is none. */
  CompletableFuture<Optional<StoredObject>> get(String name);

  /** Headers, size and ETag without the bytes; empty if there is none. */
  CompletableFuture<Optional<ObjectInfo>> head(String name);

  /** Names of all objects below {@code prefix}, in alphabetical order. */
  CompletableFuture<List<String>> list(String prefix);

  /** Removes an object; no error if there is none. */
  CompletableFuture<Void> delete(String name);

  @Override
  void close();
}
