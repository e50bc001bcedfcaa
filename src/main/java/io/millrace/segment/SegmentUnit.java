package io.millrace.segment;

import io.millrace.media.Timescale;
import java.util.ArrayList;
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
 * @param tracks one part per track; empty only at the end of the stream, or where all are gaps
 * @param gaps what was to be there beside the tracks and could not be made
 * @param end nothing comes after this unit
 */
public record SegmentUnit(
    String stream,
    long number,
    boolean discontinuity,
    long programDateTime,
    int targetDuration,
    List<TrackSegment> tracks,
    List<TrackGap> gaps,
    boolean end) {
  public static final long NO_DATE = Long.MIN_VALUE;

  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  public SegmentUnit {
    tracks = List.copyOf(tracks);
    gaps = List.copyOf(gaps);
    if (tracks.isEmpty() && gaps.isEmpty() && !end) {
      throw new IllegalArgumentException("Invalid segment %d: no tracks".formatted(number));
    }
  }

  /** A segment with nothing missing. */
  public SegmentUnit(
      String stream,
      long number,
      boolean discontinuity,
      long programDateTime,
      int targetDuration,
      List<TrackSegment> tracks,
      boolean end) {
    this(stream, number, discontinuity, programDateTime, targetDuration, tracks, List.of(), end);
  }

  /** The same segment with other tracks. */
  public SegmentUnit withTracks(List<TrackSegment> others) {
    return with(others, gaps);
  }

  /** The same segment with other tracks and gaps. */
  public SegmentUnit with(List<TrackSegment> others, List<TrackGap> missing) {
    return new SegmentUnit(
        stream, number, discontinuity, programDateTime, targetDuration, others, missing, end);
  }

  /** The same segment with a gap in place of each track. */
  public SegmentUnit withoutTracks() {
    List<TrackGap> missing = new ArrayList<>(gaps);
    tracks.forEach(track -> missing.add(TrackGap.of(track)));
    return with(List.of(), missing);
  }

  /** Microseconds of media: of the longest track or gap, rounded down. */
  public long mediaMicros() {
    long longest = 0;
    for (TrackSegment track : tracks) {
      longest = Math.max(longest, track.timescale().rescaleDown(track.duration(), MICROSECONDS));
    }
    for (TrackGap gap : gaps) {
      longest = Math.max(longest, gap.timescale().rescaleDown(gap.duration(), MICROSECONDS));
    }
    return longest;
  }
}
