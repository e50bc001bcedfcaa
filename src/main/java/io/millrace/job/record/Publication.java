package io.millrace.job.record;

import io.millrace.publish.PlaylistUpdate;
import io.millrace.storage.ObjectName;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The playlists of one stream that say that a segment is there.
 *
 * @param segment number of the segment that made them; {@link Event#NO_SEGMENT} for a mere end
 * @param programDateTime of that segment, milliseconds since 1970 UTC; {@link
 *     io.millrace.segment.SegmentUnit#NO_DATE} if unknown
 * @param updates in the order in which they must be published
 */
public record Publication(
    String stream, long segment, long programDateTime, List<PlaylistUpdate> updates) {
  public Publication {
    updates = List.copyOf(updates);
  }

  /** Numbers of the segments that these playlists list first, ascending. */
  public SortedSet<Long> segments() {
    SortedSet<Long> numbers = new TreeSet<>();
    for (PlaylistUpdate update : updates) {
      // Where the stream ends, the last number may be that of a mere end; and the multivariant
      // playlist may be an older one that is told again.
      if (!update.ended() && !update.name().equals(ObjectName.multivariantPlaylist(stream))) {
        numbers.add(update.end() - 1);
      }
    }
    if (segment != Event.NO_SEGMENT) {
      numbers.add(segment);
    }
    return numbers;
  }
}
