package io.millrace.publish;

import io.millrace.storage.StoreException;

/** Hears what a metric or a log may want; called on a store's threads, so it must be quick. */
public interface PublishListener {
  PublishListener SILENT = new PublishListener() {};

  /** A call failed and will be made again. */
  default void onRetry(String name, int attempt, StoreException cause) {}

  /** An object that nobody needs any more could not be deleted; it stays as litter. */
  default void onNotDeleted(String name, Throwable cause) {}
}
