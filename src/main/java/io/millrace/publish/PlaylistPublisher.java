package io.millrace.publish;

import io.millrace.publish.PublishResult.AlreadyThere;
import io.millrace.publish.PublishResult.Obsolete;
import io.millrace.publish.PublishResult.Published;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings playlist versions into the store, in order within a stream, and never goes back: a version
 * replaces what stands only by compare-and-swap, and only if it accounts for more segments. After a
 * start it first reads what stands, and stays silent until it has caught up. May be used by any
 * thread.
 */
public final class PlaylistPublisher {
  private static final int MAX_ROUNDS = 8;
  private static final int MAX_KNOWN = 1 << 16;

  private final ObjectStore store;
  private final String writer;
  private final Attempts attempts;
  private final PublishListener listener;

  /** ETags of the versions that are ours, by object name. */
  private final Map<String, String> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  private final Map<String, CompletableFuture<?>> tails = new HashMap<>();
  private final Set<CompletableFuture<Void>> deletions = ConcurrentHashMap.newKeySet();

  /**
   * @param writer who we are, in printable ASCII: other writers are told so
   */
  public PlaylistPublisher(
      ObjectStore store, String writer, RetrySettings retries, PublishListener listener) {
    this.store = store;
    this.writer = writer;
    this.attempts = new Attempts(retries, listener);
    this.listener = listener;
  }

  /**
   * Publishes {@code update} after all earlier ones of its stream, whatever became of them. The
   * future fails with {@link io.millrace.storage.StoreException} when the attempts are used up, or
   * with {@link ConflictException} if another writer's version of the same segments stands.
   */
  public CompletableFuture<PublishResult> publish(PlaylistUpdate update) {
    synchronized (tails) {
      CompletableFuture<?> before =
          tails.getOrDefault(update.stream(), CompletableFuture.completedFuture(null));
      CompletableFuture<PublishResult> result =
          before.handle((done, failure) -> true).thenCompose(ready -> start(update));
      tails.put(update.stream(), result);
      result.whenComplete((done, failure) -> forget(update.stream(), result));
      return result.exceptionallyCompose(
          e -> CompletableFuture.failedFuture(Attempts.unwrapped(e)));
    }
  }

  private void forget(String stream, CompletableFuture<?> tail) {
    synchronized (tails) {
      tails.remove(stream, tail);
    }
  }

  /** Ends when all that was given to {@link #publish} so far has ended, well or not. */
  public CompletableFuture<Void> settled() {
    CompletableFuture<?>[] open;
    synchronized (tails) {
      open = tails.values().toArray(CompletableFuture[]::new);
    }
    return CompletableFuture.allOf(open)
        .handle((done, failure) -> deletions.toArray(CompletableFuture[]::new))
        .thenCompose(CompletableFuture::allOf);
  }

  private CompletableFuture<PublishResult> start(PlaylistUpdate update) {
    String etag;
    synchronized (held) {
      etag = held.remove(update.name());
    }
    CompletableFuture<PublishResult> result =
        etag == null ? catchUp(update, 1) : swap(update, etag);
    return result.thenApply(
        done -> {
          delete(update.expired());
          return done;
        });
  }

  /** Replaces the version that we know to be ours. */
  private CompletableFuture<PublishResult> swap(PlaylistUpdate update, String etag) {
    return put(update, PutCondition.ifMatch(etag))
        .thenCompose(
            result ->
                result instanceof PutResult.Stored stored
                    ? CompletableFuture.completedFuture(hold(update, stored.etag()))
                    : head(update.name()).thenCompose(standing -> lost(update, standing)));
  }

  private PublishResult hold(PlaylistUpdate update, String etag) {
    remember(update, etag);
    return new Published();
  }

  private void remember(PlaylistUpdate update, String etag) {
    if (!update.ended()) {
      synchronized (held) {
        held.put(update.name(), etag);
      }
    }
  }

  /** Somebody replaced our version. Whoever is ahead of us may; nobody else. */
  private CompletableFuture<PublishResult> lost(
      PlaylistUpdate update, Optional<ObjectInfo> standing) {
    if (standing.isPresent() && end(update, standing.get()) < update.end()) {
      return CompletableFuture.failedFuture(
          new ConflictException(
              update.name(),
              "%s replaced our version by one that ends at %d, ours ends at %d"
                  .formatted(holder(standing.get()), end(update, standing.get()), update.end())));
    }
    return decide(update, standing, 1);
  }

  private CompletableFuture<PublishResult> catchUp(PlaylistUpdate update, int round) {
    if (round > MAX_ROUNDS) {
      return CompletableFuture.failedFuture(
          new ConflictException(
              update.name(), "it changed under our hands %d times".formatted(MAX_ROUNDS)));
    }
    return head(update.name()).thenCompose(standing -> decide(update, standing, round));
  }

  private CompletableFuture<PublishResult> decide(
      PlaylistUpdate update, Optional<ObjectInfo> standing, int round) {
    if (standing.isEmpty()) {
      return replace(update, PutCondition.ifAbsent(), round);
    }
    ObjectInfo info = standing.get();
    long end = end(update, info);
    if (end > update.end()) {
      return CompletableFuture.completedFuture(new Obsolete(holder(info), end));
    }
    return end == update.end()
        ? compare(update, round)
        : replace(update, PutCondition.ifMatch(info.etag()), round);
  }

  private CompletableFuture<PublishResult> replace(
      PlaylistUpdate update, PutCondition condition, int round) {
    return put(update, condition)
        .thenCompose(
            result ->
                result instanceof PutResult.Stored stored
                    ? CompletableFuture.completedFuture(hold(update, stored.etag()))
                    : catchUp(update, round + 1));
  }

  /** What stands accounts for the same segments, so it has to be the same text. */
  private CompletableFuture<PublishResult> compare(PlaylistUpdate update, int round) {
    return attempts
        .at(update.name(), () -> store.get(update.name()))
        .thenCompose(
            standing -> {
              if (standing.isEmpty() || end(update, standing.get().info()) != update.end()) {
                return catchUp(update, round + 1);
              }
              ObjectInfo info = standing.get().info();
              if (!Arrays.equals(standing.get().body().toByteArray(), bytes(update))) {
                throw new ConflictException(
                    update.name(),
                    "%s wrote another version that ends at %d"
                        .formatted(holder(info), end(update, info)));
              }
              remember(update, info.etag());
              return CompletableFuture.completedFuture(new AlreadyThere());
            });
  }

  private CompletableFuture<PutResult> put(PlaylistUpdate update, PutCondition condition) {
    List<ByteBuffer> body = List.of(ByteBuffer.wrap(bytes(update)));
    return attempts.at(
        update.name(),
        () ->
            store.put(
                update.name(), body, PublishedHeaders.playlist(update.end(), writer), condition));
  }

  private static byte[] bytes(PlaylistUpdate update) {
    return update.text().getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<Optional<ObjectInfo>> head(String name) {
    return attempts.at(name, () -> store.head(name));
  }

  private static String holder(ObjectInfo standing) {
    return standing.headers().metadata().getOrDefault(PublishedHeaders.WRITER, "somebody");
  }

  private static long end(PlaylistUpdate update, ObjectInfo standing) {
    String end = standing.headers().metadata().getOrDefault(PublishedHeaders.END, "");
    if (!end.matches("[0-9]{1,18}")) {
      throw new ConflictException(
          update.name(),
          "what stands there was not written by Millrace (no %s); choose another prefix"
              .formatted(PublishedHeaders.END));
    }
    return Long.parseLong(end);
  }

  private void delete(List<String> names) {
    for (String name : names) {
      CompletableFuture<Void> deletion =
          attempts
              .at(name, () -> store.delete(name))
              .exceptionally(
                  failure -> {
                    listener.onNotDeleted(name, Attempts.unwrapped(failure));
                    return null;
                  });
      deletions.add(deletion);
      deletion.whenComplete((done, failure) -> deletions.remove(deletion));
    }
  }
}
