package io.millrace.verify;

import io.millrace.playlist.hls.Bandwidth;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A media playlist with what its media turned out to be. */
final class Rendition {
  private final String name;
  private final String text;
  private final MediaListing listing;
  private final Map<Long, SegmentFacts> segments = new HashMap<>();
  private final List<TrackHeader> headers = new ArrayList<>();
  private Bandwidth bandwidth = Bandwidth.NONE;
  private boolean numbered = true;
  private boolean whole = true;

  Rendition(String name, String text, MediaListing listing) {
    this.name = name;
    this.text = text;
    this.listing = listing;
  }

  /** The playlist's. */
  String name() {
    return name;
  }

  /** The playlist as it was read. */
  String text() {
    return text;
  }

  MediaListing listing() {
    return listing;
  }

  void add(TrackHeader header) {
    headers.add(header);
  }

  /** Of all init segments that are listed, in order. */
  List<TrackHeader> headers() {
    return headers;
  }

  boolean isVideo() {
    return !headers.isEmpty() && headers.get(0).isVideo();
  }

  void add(long number, SegmentFacts facts) {
    segments.put(number, facts);
    int target = Math.max(1, listing.targetDuration());
    if (facts.duration() > 0) {
      bandwidth = bandwidth.plus(facts.bytes(), facts.duration(), facts.timescale(), target);
    }
  }

  /** What a segment holds; null if it is a gap, or could not be read. */
  @Nullable SegmentFacts facts(long number) {
    return segments.get(number);
  }

  Map<Long, SegmentFacts> segments() {
    return segments;
  }

  Bandwidth bandwidth() {
    return bandwidth;
  }

  /** Says that a segment or init segment could not be looked into. */
  void setIncomplete() {
    whole = false;
  }

  /** Whether all that is listed could be looked into. */
  boolean isWhole() {
    return whole;
  }

  /** Says that its segments do not stand under their numbers. */
  void setMisnumbered() {
    numbered = false;
  }

  /** Whether its numbers can be compared with those of others. */
  boolean isNumbered() {
    return numbered;
  }

  /** Whether all its segments can be decoded by themselves. */
  boolean isIndependent() {
    return segments.values().stream().allMatch(SegmentFacts::independent);
  }

  /**
   * Of the segments since the last discontinuity the one with the most samples, as the tail of a
   * stream may have few and odd ones; null if none of them holds media.
   */
  @Nullable SegmentFacts typical() {
    SegmentFacts typical = null;
    for (ListedSegment segment : listing.segments()) {
      SegmentFacts facts = segments.get(segment.number());
      typical = segment.discontinuity() ? null : typical;
      boolean more = typical == null || (facts != null && facts.samples() > typical.samples());
      typical = more ? facts : typical;
    }
    return typical;
  }
}
