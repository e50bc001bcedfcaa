package io.millrace.publish;

import io.millrace.publish.PublishResult.AlreadyThere;
import io.millrace.publish.PublishResult.Obsolete;
import io.millrace.publish.PublishResult.Published;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings playlist versions into the store, in order within a stream, and never goes back: a version
 * replaces what stands only by compare-and-swap, and only if it accounts for more segments. After a
 * start it first reads what stands, and stays silent until it has caught up.
 *
 * <p>Before its first write, and not before it has caught up, a writer claims the stream, and each
 * version carries the epoch of its writer's claim. The latest claim wins: who finds a higher epoch
 * than its own was replaced, by a restarted job or by a second one, and publishes nothing more of
 * that stream. May be used by any thread.
 */
public final class PlaylistPublisher {
  private static final int MAX_ROUNDS = 8;
  private static final int MAX_KNOWN = 1 << 16;

  /** Versions between two looks for what is left over: one call of many hundreds. */
  private static final int SWEEP_EACH = 256;

  private final ObjectStore store;
  private final String writer;
  private final Attempts attempts;
  private final WriterClaims claims;
  private final ExpiredObjects expired;

  /** What stands, as far as we know, by object name. */
  private final Map<String, Standing> known = recent();

  /** Epochs of the streams that we claimed. */
  private final Map<String, Long> epochs = recent();

  /** Playlists beside which we looked for what is left over. */
  private final Set<String> swept = Collections.newSetFromMap(recent());

  private record Standing(String etag, long end) {}

  private final Map<String, CompletableFuture<?>> tails = new HashMap<>();

  /** Streams that somebody else writes, and what tells so. */
  private final Map<String, ConflictException> lost = new ConcurrentHashMap<>();

  /**
   * @param writer who we are, in printable ASCII: other writers are told so. Who has the same name
   *     is us: the subtasks of one attempt of a job have, and do not fence each other
   */
  public PlaylistPublisher(
      ObjectStore store, String writer, RetrySettings retries, PublishListener listener) {
    this.store = store;
    this.writer = writer;
    this.attempts = new Attempts(retries, listener);
    this.claims = new WriterClaims(store, writer, attempts);
    this.expired = new ExpiredObjects(store, attempts, listener);
  }

  /**
   * Publishes {@code update} after all earlier ones of its stream, whatever became of them, and
   * then deletes what expired with it. The future fails with {@link
   * io.millrace.storage.StoreException} when the attempts are used up, or with {@link
   * ConflictException} if another writer holds the stream; then so does each later one.
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

  private static <T> Map<String, T> recent() {
    return Collections.synchronizedMap(new RecentNames<>(MAX_KNOWN));
  }

  /** Ends when all that was given to {@link #publish} so far has ended, well or not. */
  public CompletableFuture<Void> settled() {
    CompletableFuture<?>[] open;
    synchronized (tails) {
      open = tails.values().toArray(CompletableFuture[]::new);
    }
    return CompletableFuture.allOf(open).handle((done, failure) -> null);
  }

  private CompletableFuture<PublishResult> start(PlaylistUpdate update) {
    ConflictException conflict = lost.get(update.stream());
    if (conflict != null) {
      return CompletableFuture.failedFuture(conflict);
    }
    CompletableFuture<PublishResult> result = bring(update);
    return result.whenComplete((done, failure) -> note(update, failure));
  }

  private CompletableFuture<PublishResult> bring(PlaylistUpdate update) {
    Standing standing = known.remove(update.name());
    Long epoch = epochs.get(update.stream());
    // What was on its way at a checkpoint comes back in any order: what we know may be ahead.
    if (standing == null || epoch == null || standing.end() >= update.end()) {
      return catchUp(update, 1);
    }
    return replace(update, epoch, PutCondition.ifMatch(standing.etag()), 0);
  }

  private void note(PlaylistUpdate update, @Nullable Throwable failure) {
    if (failure != null && Attempts.unwrapped(failure) instanceof ConflictException conflict) {
      lost.put(update.stream(), conflict);
    }
  }

  private CompletableFuture<PublishResult> published(PlaylistUpdate update, String etag) {
    remember(update, etag);
    return tidy(update).thenApply(done -> new Published());
  }

  private void remember(PlaylistUpdate update, String etag) {
    if (!update.ended()) {
      known.put(update.name(), new Standing(etag, update.end()));
    }
  }

  private CompletableFuture<PublishResult> catchUp(PlaylistUpdate update, int round) {
    if (round > MAX_ROUNDS) {
      return CompletableFuture.failedFuture(
          new ConflictException(
              update.name(), "it changed under our hands %d times".formatted(MAX_ROUNDS)));
    }
    return head(update.name())
        .thenCompose(
            standing ->
                standing.isPresent()
                    ? decide(update, standing.get(), round)
                    : claimed(update, 0)
                        .thenCompose(
                            epoch -> replace(update, epoch, PutCondition.ifAbsent(), round)));
  }

  private CompletableFuture<PublishResult> decide(
      PlaylistUpdate update, ObjectInfo standing, int round) {
    long end = end(update, standing);
    checkEpoch(update, standing);
    if (end > update.end()) {
      return obsolete(update, standing);
    }
    if (end == update.end()) {
      return compare(update, round);
    }
    checkMediaSequence(update, standing);
    return claimed(update, PublishedHeaders.epoch(standing))
        .thenCompose(epoch -> replace(update, epoch, PutCondition.ifMatch(standing.etag()), round));
  }

  /** Our epoch of the stream, which is claimed if it was not. */
  private CompletableFuture<Long> claimed(PlaylistUpdate update, long above) {
    Long epoch = epochs.get(update.stream());
    return epoch != null
        ? CompletableFuture.completedFuture(epoch)
        : claims
            .claim(update.stream(), above)
            .thenApply(
                claimed -> {
                  epochs.put(update.stream(), claimed);
                  return claimed;
                });
  }

  /** Whoever claimed the stream after us holds it. */
  private void checkEpoch(PlaylistUpdate update, ObjectInfo standing) {
    Long ours = epochs.get(update.stream());
    long theirs = PublishedHeaders.epoch(standing);
    String holder = PublishedHeaders.writer(standing);
    if (ours != null && theirs > ours) {
      throw new ConflictException(
          update.name(),
          ("%s holds the stream, by claim %d, with a version that ends at %d; ours, by claim %d,"
                  + " ends at %d and is not published")
              .formatted(holder, theirs, end(update, standing), ours, update.end()),
          holder);
    }
  }

  /** RFC 8216, 6.2.2: a media sequence number never decreases. */
  private static void checkMediaSequence(PlaylistUpdate update, ObjectInfo standing) {
    long theirs = PublishedHeaders.mediaSequence(standing);
    if (theirs > update.mediaSequence()) {
      throw new ConflictException(
          update.name(),
          "the version of %s begins at %d, ours at %d; was the window made longer?"
              .formatted(PublishedHeaders.writer(standing), theirs, update.mediaSequence()));
    }
  }

  /** What expired with our version is not listed any more if the later one starts no earlier. */
  private CompletableFuture<PublishResult> obsolete(PlaylistUpdate update, ObjectInfo standing) {
    boolean unlisted = PublishedHeaders.mediaSequence(standing) >= update.mediaSequence();
    return expired
        .delete(unlisted ? update.expired() : List.of())
        .thenApply(done -> new Obsolete(PublishedHeaders.writer(standing), end(update, standing)));
  }

  private CompletableFuture<PublishResult> replace(
      PlaylistUpdate update, long epoch, PutCondition condition, int round) {
    return put(update, epoch, condition)
        .thenCompose(
            result ->
                result instanceof PutResult.Stored stored
                    ? published(update, stored.etag())
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
                        .formatted(PublishedHeaders.writer(info), end(update, info)));
              }
              checkEpoch(update, info);
              remember(update, info.etag());
              return tidy(update).thenApply(done -> new AlreadyThere());
            });
  }

  private CompletableFuture<PutResult> put(
      PlaylistUpdate update, long epoch, PutCondition condition) {
    ObjectBody body = ObjectBody.of(bytes(update));
    ObjectHeaders headers = PublishedHeaders.playlist(update, epoch, writer);
    return attempts.at(update.name(), () -> store.put(update.name(), body, headers, condition));
  }

  private static byte[] bytes(PlaylistUpdate update) {
    return update.text().getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<Optional<ObjectInfo>> head(String name) {
    return attempts.at(name, () -> store.head(name));
  }

  private static long end(PlaylistUpdate update, ObjectInfo standing) {
    return PublishedHeaders.end(standing)
        .orElseThrow(
            () ->
                new ConflictException(
                    update.name(),
                    "what stands there was not written by Millrace (no %s); choose another prefix"
                        .formatted(PublishedHeaders.END)));
  }

  /** Deletes what expired with a version that stands, and now and then what else is left over. */
  private CompletableFuture<Void> tidy(PlaylistUpdate update) {
    boolean sweeps = swept.add(update.name()) || update.ended() || update.end() % SWEEP_EACH == 0;
    CompletableFuture<Void> deleted = expired.delete(update.expired());
    return sweeps && update.retained() > 0
        ? deleted.thenCompose(done -> expired.sweep(update.name(), update.retained()))
        : deleted;
  }
}
