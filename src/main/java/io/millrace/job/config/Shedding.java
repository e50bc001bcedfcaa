package io.millrace.job.config;

import java.time.Duration;
import java.util.Locale;

/**
 * What is left out where encoding cannot keep up.
 *
 * @param after how late a segment may be before the first rendition is left out, above 0
 */
public record Shedding(Rule rule, Duration after) {
  /** Which renditions are left out. */
  public enum Rule {
    /** None: the stream gets later. */
    NEVER,
    /** The smallest, then the next larger one too. */
    SMALLEST_FIRST;

    /** As people write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether a segment that is so late is behind. */
  public boolean isBehind(long lateMillis) {
    return lateMillis > after.toMillis();
  }

  /** How many of the smallest renditions are left out of a segment that is so late. */
  public int renditions(long lateMillis) {
    if (rule == Rule.NEVER || !isBehind(lateMillis)) {
      return 0;
    }
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, lateMillis / after.toMillis()));
  }
}
