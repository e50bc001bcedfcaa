package io.millrace.publish;

import io.millrace.storage.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes a call to the store again while its failure says that this may help. */
final class Attempts {
  private static final Executor AT_ONCE = Runnable::run;

  private final RetrySettings settings;
  private final PublishListener listener;

  Attempts(RetrySettings settings, PublishListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** The result of the first attempt of {@code call} that succeeds, or the last one's failure. */
  <T> CompletableFuture<T> at(String name, Supplier<CompletableFuture<T>> call) {
    return attempt(name, call, 1);
  }

  private <T> CompletableFuture<T> attempt(
      String name, Supplier<CompletableFuture<T>> call, int attempt) {
    return call.get()
        .exceptionallyCompose(
            failure -> {
              Throwable cause = unwrapped(failure);
              if (!(cause instanceof StoreException store)
                  || !store.isRetryable()
                  || attempt >= settings.attempts()) {
                return CompletableFuture.failedFuture(cause);
              }
              listener.onRetry(name, attempt, store);
              return CompletableFuture.supplyAsync(() -> attempt, after(attempt + 1))
                  .thenCompose(last -> attempt(name, call, last + 1));
            });
  }

  private Executor after(int attempt) {
    long pause = settings.pauseBefore(attempt);
    return pause == 0 ? AT_ONCE : CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS);
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
