package io.millrace.transcode;

import io.millrace.libav.LibavException;
import io.millrace.media.Ladder;
import io.millrace.media.MediaException;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the renditions of a ladder to a segment: its pictures are decoded once, and each rendition
 * is made by an encoder that has seen nothing else. So the result is a pure function of the segment
 * and the ladder, wherever and in whatever order segments are encoded.
 *
 * <p>Every rendition has as many samples as the publisher's, at the same times.
 */
public final class LadderEncoder {
  private final Ladder ladder;

  public LadderEncoder(Ladder ladder) {
    this.ladder = ladder;
  }

  /**
   * {@code unit} with the ladder's renditions in place of its pictures; sound stays as it is.
   *
   * @throws MediaException if not one picture can be decoded
   * @throws LibavException if FFmpeg cannot do its work
   */
  public SegmentUnit encode(SegmentUnit unit) {
    List<TrackSegment> tracks = new ArrayList<>();
    for (TrackSegment track : unit.tracks()) {
      if (track.format() instanceof TrackFormat.Video video) {
        tracks.addAll(renditions(track, video));
      } else {
        tracks.add(track);
      }
    }
    return unit.withTracks(tracks);
  }

  private List<TrackSegment> renditions(TrackSegment source, TrackFormat.Video format) {
    List<TrackSegment> renditions = new ArrayList<>();
    if (ladder.copy()) {
      renditions.add(source);
    }
    List<Ladder.Rung> rungs = ladder.below(format.height());
    if (rungs.isEmpty()) {
      return renditions;
    }
    List<RungEncoder> encoders = new ArrayList<>();
    try {
      rungs.forEach(rung -> encoders.add(new RungEncoder(rung, source, format)));
      new PictureFeed(source).feed(picture -> encoders.forEach(encoder -> encoder.encode(picture)));
      encoders.forEach(encoder -> renditions.add(encoder.finish()));
    } finally {
      encoders.forEach(RungEncoder::close);
    }
    return renditions;
  }
}
