package io.millrace.cmaf;

import io.millrace.segment.TrackGap;
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
 * @param tracks one per rendition; empty only at the end of the stream, or where all are gaps
 * @param gaps what was to be there beside the tracks and could not be made
 * @param end nothing comes after it
 */
public record PackagedSegment(
    String stream,
    long number,
    boolean discontinuity,
    long programDateTime,
    int targetDuration,
    List<PackagedTrack> tracks,
    List<TrackGap> gaps,
    boolean end) {
  public PackagedSegment {
    tracks = List.copyOf(tracks);
    gaps = List.copyOf(gaps);
  }

  /** A segment with nothing missing. */
  public PackagedSegment(
      String stream,
      long number,
      boolean discontinuity,
      long programDateTime,
      int targetDuration,
      List<PackagedTrack> tracks,
      boolean end) {
    this(stream, number, discontinuity, programDateTime, targetDuration, tracks, List.of(), end);
  }
}
