package io.millrace.publish;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Replaces the last version of a playlist by one that accounts for the same segments and says more,
 * by compare-and-swap. All else goes through {@link PlaylistPublisher}, to which two versions with
 * the same end are a conflict.
 */
public final class PlaylistReplacement {
  private static final int MAX_ROUNDS = 8;

  private final ObjectStore store;
  private final String writer;
  private final Attempts attempts;

  /**
   * @param writer who we are, in printable ASCII: other writers are told so
   */
  public PlaylistReplacement(
      ObjectStore store, String writer, RetrySettings retries, PublishListener listener) {
    this.store = store;
    this.writer = writer;
    this.attempts = new Attempts(retries, listener);
  }

  /**
   * Replaces {@code name} by what {@code change} makes of its text, again where somebody else
   * replaced it meanwhile; writes nothing where both are the same. The future tells whether
   * anything was written. It fails with {@link io.millrace.storage.StoreException}, with {@link
   * ConflictException} where nothing of Millrace stands or others replace it all the time, and with
   * whatever {@code change} throws.
   */
  public CompletableFuture<Boolean> replace(String name, UnaryOperator<String> change) {
    return attempt(name, change, 1)
        .exceptionallyCompose(e -> CompletableFuture.failedFuture(Attempts.unwrapped(e)));
  }

  private CompletableFuture<Boolean> attempt(String name, UnaryOperator<String> change, int round) {
    if (round > MAX_ROUNDS) {
      throw new ConflictException(
          name, "it changed under our hands %d times".formatted(MAX_ROUNDS));
    }
    return attempts
        .at(name, () -> store.get(name))
        .thenCompose(standing -> swap(name, standing, change, round));
  }

  private CompletableFuture<Boolean> swap(
      String name, Optional<StoredObject> standing, UnaryOperator<String> change, int round) {
    if (standing.isEmpty()
        || !standing.get().info().headers().metadata().containsKey(PublishedHeaders.END)) {
      throw new ConflictException(name, "no playlist of Millrace stands there");
    }
    String before = text(standing.get());
    String after = change.apply(before);
    if (after.equals(before)) {
      return CompletableFuture.completedFuture(false);
    }
    ObjectInfo info = standing.get().info();
    ObjectBody body = ObjectBody.of(after.getBytes(StandardCharsets.UTF_8));
    PutCondition condition = PutCondition.ifMatch(info.etag());
    return attempts
        .at(name, () -> store.put(name, body, signed(info.headers()), condition))
        .thenCompose(
            result ->
                result instanceof PutResult.Stored
                    ? CompletableFuture.completedFuture(true)
                    : attempt(name, change, round + 1));
  }

  private static String text(StoredObject object) {
    return new String(object.body().toByteArray(), StandardCharsets.UTF_8);
  }

  /** It accounts for the same segments: only who wrote it is another. */
  private ObjectHeaders signed(ObjectHeaders before) {
    Map<String, String> metadata = new HashMap<>(before.metadata());
    metadata.put(PublishedHeaders.WRITER, writer);
    return new ObjectHeaders(before.contentType(), before.cacheControl(), metadata);
  }
}
