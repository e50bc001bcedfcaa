package io.millrace.playlist;

import io.millrace.segment.TrackGap;
import java.util.List;

/**
 * A segment whose objects stand in the store: metadata only, no media bytes. A plain record,
 * because it travels between Flink operators.
 *
 * @param stream id
 * @param number of the segment in every rendition
 * @param discontinuity a break of the timeline, the formats or the track set lies before it
 * @param programDateTime milliseconds since 1970 UTC of its first picture; {@link
 *     io.millrace.segment.SegmentUnit#NO_DATE} if unknown
 * @param targetDuration seconds, constant for the stream
 * @param tracks one entry per rendition; empty only at the end of the stream, or where all are gaps
 * @param gaps what was to be stored beside the tracks and could not be made
 * @param end nothing comes after it
 */
public record StoredSegment(
    String stream,
    long number,
    boolean discontinuity,
    long programDateTime,
    int targetDuration,
    List<StoredTrack> tracks,
    List<TrackGap> gaps,
    boolean end) {
  /** A segment with nothing missing. */
  public StoredSegment(
      String stream,
      long number,
      boolean discontinuity,
      long programDateTime,
      int targetDuration,
      List<StoredTrack> tracks,
      boolean end) {
    this(stream, number, discontinuity, programDateTime, targetDuration, tracks, List.of(), end);
  }
}
