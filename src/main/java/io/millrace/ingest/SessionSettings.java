package io.millrace.ingest;

/**
 * How patient a stream is with its publisher.
 *
 * @param reorderRecords most records that are held because others are to come before them; 0 takes
 *     a missing record for lost at once
 * @param reorderBytes most bytes of those
 * @param reorderMillis how long a record is held, by the ingest times of the records
 * @param reconnectMillis a session whose first record comes so soon behind the last one of the
 *     session before, by their ingest times, may go on where that stopped; 0 lets none
 */
public record SessionSettings(
    int reorderRecords, int reorderBytes, int reorderMillis, int reconnectMillis) {
  /** Most that may be chosen of each: what is held is in memory, and in every checkpoint. */
  public static final int MOST_RECORDS = 1024;

  public static final int MOST_BYTES = 256 << 20;
  public static final int MOST_MILLIS = 600_000;

  public static final SessionSettings DEFAULT = new SessionSettings(16, 8 << 20, 2_000, 10_000);

  public SessionSettings {
    check("reordered records", reorderRecords, MOST_RECORDS);
    check("reordered bytes", reorderBytes, MOST_BYTES);
    check("reordering time in ms", reorderMillis, MOST_MILLIS);
    check("reconnect time in ms", reconnectMillis, MOST_MILLIS);
  }

  private static void check(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "Invalid %s: %d, must be 0 to %d".formatted(what, value, most));
    }
  }
}
