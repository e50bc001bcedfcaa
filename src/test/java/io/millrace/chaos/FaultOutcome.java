package io.millrace.chaos;

import java.util.Map;

/**
 * What became of one fault.
 *
 * @param streams by stream: milliseconds from the fault's beginning until the stream listed a
 *     segment that was not complete then
 * @param lastedMillis how long it lasted
 * @param healedMillis from its end until every stream listed a segment that was not complete then
 * @param lateMillis how late the latest segment was: from its last byte to its listing
 */
record FaultOutcome(
    String kind, Map<String, Long> streams, long lastedMillis, long healedMillis, long lateMillis) {
  /** From its beginning until every stream listed a segment that was not complete then. */
  long listedMillis() {
    return streams.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  @Override
  public String toString() {
    return "%s: next segment listed after %d ms %s (lasted %d, then %d), the latest %d ms late"
        .formatted(kind, listedMillis(), streams, lastedMillis, healedMillis, lateMillis);
  }
}
