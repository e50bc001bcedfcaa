package io.millrace.publish;

import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Deletes what nobody can miss any more. What cannot be deleted is told of and stays. */
final class ExpiredObjects {
  private final ObjectStore store;
  private final Attempts attempts;
  private final PublishListener listener;

  ExpiredObjects(ObjectStore store, Attempts attempts, PublishListener listener) {
    this.store = store;
    this.attempts = attempts;
    this.listener = listener;
  }

  /** Deletes {@code names}; ends when all calls have, well or not. */
  CompletableFuture<Void> delete(List<String> names) {
    return CompletableFuture.allOf(
        names.stream().map(this::delete).toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> delete(String name) {
    return told(name, attempts.at(name, () -> store.delete(name)));
  }

  /**
   * Deletes the media segments beside the media playlist {@code playlist} whose number is below
   * {@code retained}. A process that was paused may write a segment when it wakes up that was
   * deleted while it slept.
   */
  CompletableFuture<Void> sweep(String playlist, long retained) {
    String directory = playlist.substring(0, playlist.lastIndexOf('/') + 1);
    return told(
        directory,
        attempts
            .at(directory, () -> store.list(directory))
            .thenCompose(
                names ->
                    delete(
                        names.stream()
                            .filter(
                                name -> ObjectName.segmentNumber(name).orElse(retained) < retained)
                            .toList())));
  }

  private CompletableFuture<Void> told(String name, CompletableFuture<Void> call) {
    return call.exceptionally(
        failure -> {
          listener.onNotDeleted(name, Attempts.unwrapped(failure));
          return null;
        });
  }
}
