package io.millrace.libav;

import java.util.ArrayDeque;
import java.util.Deque;

/** Native handles of one owner, closed once, the last one opened first. */
final class NativeResources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T own(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new LibavException("Cannot free a native handle: " + e, e);
      }
    }
  }
}
