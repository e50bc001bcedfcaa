package io.millrace.storage.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A few threads with a bounded line before them: who comes when it is full, waits. */
final class StoreThreads {
  private static final long CLOSE_SECONDS = 30;

  private final Semaphore room;
  private final ThreadPoolExecutor executor;

  StoreThreads(int threads, int waiting) {
    AtomicInteger number = new AtomicInteger();
    this.room = new Semaphore(threads + waiting);
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new StoreThread(task, "local-store-" + number.incrementAndGet()));
  }

  /** A thread of any of these; it never waits for room, which it may be the one to make. */
  private static final class StoreThread extends Thread {
    StoreThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }

  /**
   * Runs {@code call} on one of the threads, where its failure becomes the future's.
   *
   * @throws InterruptedException while waiting for room
   * @throws RejectedExecutionException after {@link #close}
   */
  <T> CompletableFuture<T> submit(Supplier<T> call) throws InterruptedException {
    boolean counted = !(Thread.currentThread() instanceof StoreThread);
    if (counted) {
      room.acquire();
    }
    CompletableFuture<T> future = new CompletableFuture<>();
    try {
      executor.execute(() -> run(call, counted, future));
    } catch (RejectedExecutionException e) {
      leave(counted);
      throw e;
    }
    return future;
  }

  private <T> void run(Supplier<T> call, boolean counted, CompletableFuture<T> future) {
    T result;
    try {
      result = call.get();
    } catch (Throwable e) {
      leave(counted);
      future.completeExceptionally(e);
      return;
    }
    leave(counted); // before the callbacks, which may bring more
    future.complete(result);
  }

  private void leave(boolean counted) {
    if (counted) {
      room.release();
    }
  }

  void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
