package io.millrace.segment;

import java.util.List;

/**
 * All that a segment is computed from, for every track of a stream: the unit of work behind INGEST.
 * A pure function of the input up to its last access unit.
 *
 * @param stream id
 * @param number 0 for the first segment of the stream, then one more each; never reused
 * @param discontinuity the first segment after a break of the source's timeline, format or track
 *     set
 * @param programDateTime wall time of its first picture, milliseconds since 1970 UTC, from the
 *     ingest time of the records; {@link #NO_DATE} if the input has none
 * @param targetDuration seconds, the same for every segment of a stream
 * @param tracks one part per track; empty only at the end of the stream
 * @param end nothing comes after this unit
 */
public record SegmentUnit(
    String stream,
    long number,
    boolean discontinuity,
    long programDateTime,
    int targetDuration,
    List<TrackSegment> tracks,
    boolean end) {
  public static final long NO_DATE = Long.MIN_VALUE;

  public SegmentUnit {
    tracks = List.copyOf(tracks);
    if (tracks.isEmpty() && !end) {
      throw new IllegalArgumentException("Invalid segment %d: no tracks".formatted(number));
    }
  }

  /** The same segment with other tracks. */
  public SegmentUnit withTracks(List<TrackSegment> others) {
    return new SegmentUnit(
        stream, number, discontinuity, programDateTime, targetDuration, others, end);
  }
}
