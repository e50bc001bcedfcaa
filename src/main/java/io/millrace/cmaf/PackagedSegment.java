package io.millrace.cmaf;

import java.util.List;

/**
 * A {@link io.millrace.segment.SegmentUnit} as objects, ready to be stored.
 *
 * @param stream id
 * @param number of the segment in every rendition
 * @param discontinuity a break of the timeline, the formats or the track set lies before it
 * @param programDateTime milliseconds since 1970 UTC of its first picture; {@link
 *     io.millrace.segment.SegmentUnit#NO_DATE} if unknown
 * @param targetDuration seconds, constant for the stream
 * @param tracks one per rendition; empty only at the end of the stream
 * @param end nothing comes after it
 */
public record PackagedSegment(
    String stream,
    long number,
    boolean discontinuity,
    long programDateTime,
    int targetDuration,
    List<PackagedTrack> tracks,
    boolean end) {
  public PackagedSegment {
    tracks = List.copyOf(tracks);
  }
}
