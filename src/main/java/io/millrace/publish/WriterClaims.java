package io.millrace.publish;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who may write a stream's playlists: one small object per stream, in which claims are counted by
 * compare-and-swap. The latest claim wins. It is the one object that is not a function of the
 * input, so it stands beside the streams, not in them.
 */
final class WriterClaims {
  private final ObjectStore store;
  private final String writer;
  private final Attempts attempts;

  WriterClaims(ObjectStore store, String writer, Attempts attempts) {
    this.store = store;
    this.writer = writer;
    this.attempts = attempts;
  }

  /**
   * Claims {@code stream}. The epoch is higher than any before; a claim under our own name, as of
   * another subtask or after a lost answer, is ours.
   *
   * @param above the epoch of a playlist that stands: the claim goes beyond it even if the object
   *     that counts claims is gone
   */
  CompletableFuture<Long> claim(String stream, long above) {
    String name = ObjectName.writerClaim(stream);
    return attempts
        .at(name, () -> store.head(name))
        .thenCompose(
            standing ->
                standing.filter(claim -> isOurs(claim, above)).isPresent()
                    ? CompletableFuture.completedFuture(PublishedHeaders.epoch(standing.get()))
                    : claim(stream, name, standing, above));
  }

  private boolean isOurs(ObjectInfo claim, long above) {
    return PublishedHeaders.writer(claim).equals(writer) && PublishedHeaders.epoch(claim) >= above;
  }

  private CompletableFuture<Long> claim(
      String stream, String name, Optional<ObjectInfo> standing, long above) {
    long epoch = Math.max(above, standing.map(PublishedHeaders::epoch).orElse(0L)) + 1;
    PutCondition condition =
        standing.isPresent()
            ? PutCondition.ifMatch(standing.get().etag())
            : PutCondition.ifAbsent();
    // The text differs with each claim, and with it the ETag.
    String text = "%d %s%n".formatted(epoch, writer);
    ObjectBody body = ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
    return attempts
        .at(name, () -> store.put(name, body, PublishedHeaders.claim(epoch, writer), condition))
        .thenCompose(
            result ->
                result instanceof PutResult.Stored
                    ? CompletableFuture.completedFuture(epoch)
                    : claim(stream, above));
  }
}
