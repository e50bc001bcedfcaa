package io.millrace.transcode;

import io.millrace.media.Ladder;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;

/** Which tracks of a segment need an encoder, and what is left of the segment without one. */
public final class EncodedTracks {
  private EncodedTracks() {}

  /** Whether anything of {@code unit} is encoded. */
  public static boolean any(SegmentUnit unit, Ladder ladder) {
    return unit.tracks().stream().anyMatch(track -> isEncoded(track, ladder));
  }

  private static boolean isEncoded(TrackSegment track, Ladder ladder) {
    return track.encoding() != null
        || (track.format() instanceof TrackFormat.Video && !ladder.rungs().isEmpty());
  }

  static boolean isCopied(TrackSegment track, Ladder ladder) {
    return track.encoding() == null ? ladder.copy() : track.encoding().copied();
  }

  /**
   * What is published of {@code unit} where nothing of it can be encoded: tracks that are published
   * as they are, and gaps of the right length for the others.
   */
  public static SegmentUnit without(SegmentUnit unit, Ladder ladder) {
    List<TrackSegment> tracks = new ArrayList<>();
    List<TrackGap> gaps = new ArrayList<>(unit.gaps());
    for (TrackSegment track : unit.tracks()) {
      boolean encoded = isEncoded(track, ladder);
      if (encoded) {
        gaps.add(TrackGap.of(track));
      }
      if (!encoded || isCopied(track, ladder)) {
        tracks.add(track.withEncoding(null));
      }
    }
    return unit.with(tracks, gaps);
  }
}
