package io.millrace.publish;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is known by name, of the names that were used last. Not for several threads. */
final class RecentNames<T> extends LinkedHashMap<String, T> {
  private static final long serialVersionUID = 1;

  private final int most;

  RecentNames(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
    return size() > most;
  }
}
