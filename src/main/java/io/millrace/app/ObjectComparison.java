package io.millrace.app;

import io.millrace.media.Payload;
import io.millrace.verify.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * An object as it was computed and as it stands.
 *
 * @param standing null if nothing stands under its name
 */
record ObjectComparison(String name, Payload computed, @Nullable Payload standing) {
  boolean isEqual() {
    return computed.equals(standing);
  }

  /** Name, verdict, size and digest for people, in a line or two. */
  String text() {
    return "%s: %s%n  %d bytes, SHA-256 %s%n"
        .formatted(name, verdict(), computed.length(), computed.sha256());
  }

  private String verdict() {
    if (standing == null) {
      return "missing: nothing stands there";
    }
    return isEqual()
        ? "equal"
        : "different: what stands differs at " + Comparison.difference(name, computed, standing);
  }
}
