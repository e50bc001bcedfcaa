package io.millrace.publish;

import java.io.Serializable;

/**
 * How often a call to the store is repeated, and after what pause: the first, then twice as long
 * each time. Pauses delay what is published; they never change it.
 *
 * @param attempts in all, at least 1
 * @param firstPauseMillis before the second attempt
 * @param longestPauseMillis no pause is longer
 */
public record RetrySettings(int attempts, long firstPauseMillis, long longestPauseMillis)
    implements Serializable {
  public static final RetrySettings DEFAULT = new RetrySettings(8, 100, 10_000);

  public RetrySettings {
    if (attempts < 1 || firstPauseMillis < 0 || longestPauseMillis < firstPauseMillis) {
      throw new IllegalArgumentException(
          "Invalid retries: %d attempts, pauses from %d to %d ms"
              .formatted(attempts, firstPauseMillis, longestPauseMillis));
    }
  }

  /** Milliseconds before attempt {@code attempt}; the first attempt is 1. */
  long pauseBefore(int attempt) {
    int doublings = Math.min(30, attempt - 2);
    return Math.min(longestPauseMillis, firstPauseMillis << Math.max(0, doublings));
  }
}
