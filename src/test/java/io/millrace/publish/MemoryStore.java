package io.millrace.publish;

import io.millrace.media.Payload;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A store that answers at once, remembers every write, and fails when told to. */
final class MemoryStore implements ObjectStore {
  final TreeMap<String, StoredObject> objects = new TreeMap<>();

  /** {@code put a}, {@code delete b}, in the order in which they took effect. */
  final List<String> log = new ArrayList<>();

  /** Failures of the next calls of put; one that carries out the write first is a lost answer. */
  final Deque<Failure> failures = new ArrayDeque<>();

  private int writes;

  enum Failure {
    BEFORE,
    LOST_ANSWER
  }

  @Override
  public synchronized CompletableFuture<PutResult> put(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
    Failure failure = failures.poll();
    if (failure == Failure.BEFORE) {
      return unavailable();
    }
    PutResult result = write(ObjectName.check(name), body, headers, condition);
    return failure == Failure.LOST_ANSWER
        ? unavailable()
        : CompletableFuture.completedFuture(result);
  }

  private PutResult write(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
    StoredObject standing = objects.get(name);
    if (condition instanceof PutCondition.IfAbsent && standing != null) {
      return new PutResult.Refused();
    }
    if (condition instanceof PutCondition.IfMatch match
        && (standing == null || !standing.info().etag().equals(match.etag()))) {
      return new PutResult.Refused();
    }
    String etag = "\"" + writes++ + "\"";
    Payload payload = Payload.concat(body.parts());
    objects.put(name, new StoredObject(payload, new ObjectInfo(payload.length(), etag, headers)));
    log.add("put " + name);
    return new PutResult.Stored(etag);
  }

  private static <T> CompletableFuture<T> unavailable() {
    return CompletableFuture.failedFuture(new StoreException("503", StoreException.Retry.LATER));
  }

  @Override
  public synchronized CompletableFuture<Optional<StoredObject>> get(String name) {
    return CompletableFuture.completedFuture(Optional.ofNullable(objects.get(name)));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String name) {
    return get(name).thenApply(object -> object.map(StoredObject::info));
  }

  @Override
  public synchronized CompletableFuture<List<String>> list(String prefix) {
    return CompletableFuture.completedFuture(
        objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList());
  }

  @Override
  public synchronized CompletableFuture<Void> delete(String name) {
    objects.remove(name);
    log.add("delete " + name);
    return CompletableFuture.completedFuture(null);
  }

  synchronized StoredObject object(String name) {
    return Objects.requireNonNull(objects.get(name), name);
  }

  synchronized String text(String name) {
    return new String(object(name).body().toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
