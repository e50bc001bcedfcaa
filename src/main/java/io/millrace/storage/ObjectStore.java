package io.millrace.storage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where objects are kept: a directory or a bucket. The one contract test runs against every
 * implementation.
 *
 * <p>Every method may be called from any thread. It returns at once, or, where the store has more
 * to do than it can hold, when the store took the call: that is the back-pressure. A future fails
 * with {@link StoreException} only, which says whether trying again may help; also for a name that
 * {@link ObjectName#check} refuses. No store tries again by itself.
 *
 * <p>No name may be a directory of another: {@code a} and {@code a/b} cannot both be objects.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Writes an object as a whole: a reader sees the old bytes or the new, never a part. The body's
   * bytes must not be changed until the future ends.
   *
   * <p>A condition is checked and the object written in one step, against every writer that uses
   * the same store: of many that create one name, one is Stored; of many that swap one ETag, one is
   * Stored. {@link PutCondition.IfMatch} on a name that is not there is Refused.
   */
  CompletableFuture<PutResult> put(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition);

  /** The object's bytes, headers and ETag; empty if there is none. */
  CompletableFuture<Optional<StoredObject>> get(String name);

  /** Headers, size and ETag without the bytes; empty if there is none. */
  CompletableFuture<Optional<ObjectInfo>> head(String name);

  /**
   * Names of all objects that start with {@code prefix}, in order of their ASCII bytes. An empty
   * prefix lists everything.
   */
  CompletableFuture<List<String>> list(String prefix);

  /** Removes an object; no error if there is none. */
  CompletableFuture<Void> delete(String name);

  /** Ends calls in progress first, then frees threads and connections. */
  @Override
  void close();
}
