package io.millrace.chaos;

import io.millrace.media.Payload;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A store in memory that nothing ever happens to, and its history. */
final class GoldenStore implements ObjectStore {
  private final StoreHistory history = new StoreHistory();
  private final Map<String, StoredObject> objects = new HashMap<>();
  private long writes;

  StoreHistory history() {
    return history;
  }

  @Override
  public synchronized CompletableFuture<PutResult> put(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
    StoredObject standing = objects.get(name);
    boolean refused =
        condition instanceof PutCondition.IfMatch match
            ? standing == null || !standing.info().etag().equals(match.etag())
            : condition instanceof PutCondition.IfAbsent && standing != null;
    if (refused) {
      return CompletableFuture.completedFuture(new PutResult.Refused());
    }
    byte[] all = Payload.concat(body.parts()).toByteArray();
    history.add(Version.put(name, all, headers.contentType(), headers.metadata()));
    String etag = "\"" + writes++ + "\"";
    // Media is only ever asked for its headers.
    Payload kept = Payload.of(Version.isPlaylist(name) ? all : new byte[0]);
    objects.put(name, new StoredObject(kept, new ObjectInfo(all.length, etag, headers)));
    return CompletableFuture.completedFuture(new PutResult.Stored(etag));
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
        objects.keySet().stream().filter(name -> name.startsWith(prefix)).sorted().toList());
  }

  @Override
  public synchronized CompletableFuture<Void> delete(String name) {
    objects.remove(name);
    history.add(Version.deleted(name));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
