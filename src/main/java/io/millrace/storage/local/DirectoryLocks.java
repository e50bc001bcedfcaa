package io.millrace.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks of the names in one directory, between threads and between processes. Names share {@value
 * #STRIPES} locks; each is a lock object and one byte of a lock file. All stores of one process
 * that stand on the same directory share one of these, because closing any channel of a file drops
 * every lock that the process has on it.
 */
final class DirectoryLocks {
  private static final int STRIPES = 256;
  private static final long PAUSE_NANOS = 200_000;
  private static final Map<Path, DirectoryLocks> OPEN = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
  private int users;

  private DirectoryLocks(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /** The locks kept in {@code file}, a real path; to be given back by {@link #release}. */
  static DirectoryLocks open(Path file) throws IOException {
    synchronized (OPEN) {
      DirectoryLocks locks = OPEN.get(file);
      if (locks == null) {
        locks = new DirectoryLocks(file);
        OPEN.put(file, locks);
      }
      locks.users++;
      return locks;
    }
  }

  void release() throws IOException {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(file);
        channel.close();
      }
    }
  }

  /** What is done while a name is locked. */
  interface Action<T> {
    T run() throws IOException;
  }

  <T> T with(String name, Action<T> action) throws IOException {
    int stripe = Math.floorMod(name.hashCode(), STRIPES);
    stripes[stripe].lock();
    try (FileLock lock = lockByte(stripe)) {
      return action.run();
    } finally {
      stripes[stripe].unlock();
    }
  }

  private FileLock lockByte(int position) throws IOException {
    while (true) {
      try {
        return channel.lock(position, 1, false);
      } catch (OverlappingFileLockException e) {
        // Another class loader of this process, so a job beside this one, holds it for a moment.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
