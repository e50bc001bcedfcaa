package io.millrace.job.operator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which streams are behind, so that each is told of once until it has caught up. */
final class LateStreams {
  /** Of more the eldest is forgotten, and may be told of twice. */
  private static final int MAX_STREAMS = 4096;

  private final Map<String, Boolean> behind =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  /** Whether {@code stream} is behind now and was not before. */
  boolean begins(String stream, boolean now) {
    if (!now) {
      behind.remove(stream);
      return false;
    }
    return behind.put(stream, true) == null;
  }
}
