package io.millrace.job.operator;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How a future's failure is read: the future may have wrapped it. */
final class Failures {
  private Failures() {}

  /** What went wrong, without a future's wrapping; null if nothing did. */
  static @Nullable Throwable cause(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
