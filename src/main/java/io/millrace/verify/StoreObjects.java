package io.millrace.verify;

import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoredObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The objects of a store, as S3. */
public final class StoreObjects implements PublishedObjects {
  private static final long TIMEOUT_SECONDS = 120;

  private final ObjectStore store;

  /**
   * The objects of {@code store}.
   *
   * @param store closed with this
   */
  public StoreObjects(ObjectStore store) {
    this.store = store;
  }

  @Override
  public PublishedObject read(String name, int maxBytes) throws UnreadableException {
    Optional<ObjectInfo> info = wait(name, store.head(name));
    if (info.isPresent() && info.get().bytes() > maxBytes) {
      throw UnreadableException.of(
          name, "%d bytes, at most %d".formatted(info.get().bytes(), maxBytes));
    }
    Optional<StoredObject> found =
        info.isPresent() ? wait(name, store.get(name)) : Optional.empty();
    if (found.isEmpty()) {
      throw UnreadableException.missing(name);
    }
    String type = found.get().info().headers().contentType();
    return new PublishedObject(found.get().body(), mediaType(type), 0);
  }

  /** Without parameters. */
  static String mediaType(String contentType) {
    return contentType.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean exists(String name) throws UnreadableException {
    return wait(name, store.head(name)).isPresent();
  }

  @Override
  public boolean isListable() {
    return true;
  }

  @Override
  public List<String> list(String prefix) throws UnreadableException {
    return wait(store.toString(), store.list(prefix));
  }

  private static <T> T wait(String name, CompletableFuture<T> answer) throws UnreadableException {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String message = cause instanceof StoreException ? cause.getMessage() : null;
      throw UnreadableException.of(name, message == null ? String.valueOf(cause) : message);
    } catch (TimeoutException e) {
      throw UnreadableException.of(name, "no answer in %d s".formatted(TIMEOUT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UnreadableException.of(name, "interrupted");
    }
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
