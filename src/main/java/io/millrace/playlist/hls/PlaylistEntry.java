package io.millrace.playlist.hls;

import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.segment.SegmentUnit;

/**
 * One media segment in a media playlist, with all tags that stand before its URI. A pure function
 * of the segment, so that its lines never change while it is listed.
 *
 * @param uri relative to the playlist
 * @param initUri of the init segment that it needs, relative to the playlist
 * @param start decode time of the first sample, ticks of {@code timescale}, 0 or more
 * @param duration ticks of {@code timescale}, above 0
 * @param discontinuity {@code EXT-X-DISCONTINUITY} stands before it
 * @param gap {@code EXT-X-GAP}: the URI holds no media
 * @param programDateTime milliseconds since 1970 UTC of its first sample, or {@link
 *     SegmentUnit#NO_DATE}
 */
public record PlaylistEntry(
    String uri,
    String initUri,
    Timescale timescale,
    long start,
    long duration,
    boolean discontinuity,
    boolean gap,
    long programDateTime) {
  static final Timescale MICROSECONDS = new Timescale(1_000_000);

  private static final long MAX_SECONDS = Integer.MAX_VALUE;

  /** The first and the last date that four digits of a year can say. */
  private static final long EARLIEST_DATE = -62_167_219_200_000L;

  private static final long LATEST_DATE = 253_402_300_799_999L;

  public PlaylistEntry {
    Attributes.checkUri(uri);
    Attributes.checkUri(initUri);
    if (start < 0 || duration < 1 || duration / timescale.ticksPerSecond() > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "Invalid entry %s: start %d, duration %d".formatted(uri, start, duration));
    }
    if (programDateTime != SegmentUnit.NO_DATE
        && (programDateTime < EARLIEST_DATE || programDateTime > LATEST_DATE)) {
      throw new IllegalArgumentException(
          "Invalid entry %s: program date %d ms".formatted(uri, programDateTime));
    }
  }

  /** What a media playlist says of {@code track}, a part of {@code segment}. */
  public static PlaylistEntry of(StoredSegment segment, StoredTrack track) {
    return new PlaylistEntry(
        track.segmentFile(),
        track.initFile(),
        new Timescale(track.timescale()),
        track.baseMediaDecodeTime(),
        track.duration(),
        segment.discontinuity(),
        false,
        segment.programDateTime());
  }

  /** The same segment, of which nothing was stored: {@code EXT-X-GAP}. */
  public PlaylistEntry asGap() {
    return new PlaylistEntry(
        uri, initUri, timescale, start, duration, discontinuity, true, programDateTime);
  }

  /**
   * EXTINF in microseconds: the rounded end minus the rounded start. Rounding the times and not the
   * durations keeps the sum of any run of entries within one microsecond of the media.
   */
  public long microseconds() {
    // The whole seconds of the start cancel out, and times 1000000 they might overflow a long.
    long first = start % timescale.ticksPerSecond();
    return timescale.rescale(first + duration, MICROSECONDS)
        - timescale.rescale(first, MICROSECONDS);
  }

  /**
   * EXTINF to the nearest second, which must not be above the target duration. RFC 8216, 4.3.3.1
   */
  public long seconds() {
    return (microseconds() + 500_000) / 1_000_000;
  }
}
