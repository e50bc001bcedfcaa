package io.millrace.storage.s3;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads that run what follows a call. They are known, because a call that one of them makes
 * must not wait for room: it may be the one that would make it.
 */
final class CompletionThreads {
  private static final int THREADS = 4;

  private CompletionThreads() {}

  private static final class CompletionThread extends Thread {
    CompletionThread(Runnable task) {
      super(task, "s3-store");
      setDaemon(true);
    }
  }

  static ExecutorService open() {
    return Executors.newFixedThreadPool(THREADS, CompletionThread::new);
  }

  static boolean isCurrent() {
    return Thread.currentThread() instanceof CompletionThread;
  }
}
