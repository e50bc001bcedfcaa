package io.millrace.segment;

/**
 * How long segments are, and how far apart the tracks of one stream may arrive.
 *
 * @param targetMillis a segment ends at the first sync sample at or after this much media
 * @param maxSeconds no segment is longer, sync sample or not; also the TARGETDURATION of the
 *     playlists. 0 takes both from the first segment of the stream
 * @param maxInterleaveMillis how far one track may run ahead in media time before the segment is
 *     closed without the other
 */
public record SegmentSettings(int targetMillis, int maxSeconds, int maxInterleaveMillis) {
  /** Longest first segment where {@link #maxSeconds} is 0, seconds. */
  static final int FIRST_SEGMENT_MAX_SECONDS = 30;

  public static final SegmentSettings DEFAULT = new SegmentSettings(2000, 0, 3000);

  public SegmentSettings {
    if (targetMillis < 100 || targetMillis > 60_000) {
      throw new IllegalArgumentException(
          "Invalid segment target: %d ms, must be 100 to 60000".formatted(targetMillis));
    }
    if (maxSeconds < 0 || maxSeconds > 120) {
      throw new IllegalArgumentException(
          "Invalid segment maximum: %d s, must be 0 to 120".formatted(maxSeconds));
    }
    if (maxSeconds > 0 && 1000L * maxSeconds < targetMillis) {
      throw new IllegalArgumentException(
          "Invalid segment maximum: %d s is below the target of %d ms"
              .formatted(maxSeconds, targetMillis));
    }
    if (maxInterleaveMillis < 0 || maxInterleaveMillis > 60_000) {
      throw new IllegalArgumentException(
          "Invalid interleave: %d ms, must be 0 to 60000".formatted(maxInterleaveMillis));
    }
  }
}
