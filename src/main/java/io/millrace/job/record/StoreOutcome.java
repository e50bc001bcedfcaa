package io.millrace.job.record;

import io.millrace.playlist.StoredSegment;
import org.jspecify.annotations.Nullable;

/**
 * How storing a segment ended.
 *
 * @param segment what stands in the store now; null if it cannot be published
 * @param alarm why it cannot, one line; empty if it can
 */
public record StoreOutcome(
    String stream, long number, @Nullable StoredSegment segment, String alarm) {
  public static StoreOutcome stored(StoredSegment segment) {
    return new StoreOutcome(segment.stream(), segment.number(), segment, "");
  }

  /** The segment will never stand in the store: its stream has to stop. */
  public static StoreOutcome failed(String stream, long number, String alarm) {
    return new StoreOutcome(stream, number, null, alarm);
  }
}
