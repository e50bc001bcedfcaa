package io.millrace.chaos;

/**
 * What became of one fault.
 *
 * @param listedMillis from its beginning until every stream listed a segment that was not complete
 *     then
 * @param lastedMillis how long it lasted
 * @param healedMillis the same from its end
 * @param lateMillis how late the latest segment was: from its last byte to its listing
 */
record FaultOutcome(
    String kind, long listedMillis, long lastedMillis, long healedMillis, long lateMillis) {
  @Override
  public String toString() {
    return "%s: next segment listed after %d ms (lasted %d, then %d), the latest %d ms late"
        .formatted(kind, listedMillis, lastedMillis, healedMillis, lateMillis);
  }
}
