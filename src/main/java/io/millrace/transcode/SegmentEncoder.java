package io.millrace.transcode;

import io.millrace.libav.LibavException;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;
import io.millrace.media.MediaException;
import io.millrace.media.Rung;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Adds the renditions of a ladder to a segment: its pictures are decoded once, and each rendition
 * is made by an encoder that has seen nothing else. So the result is a pure function of the segment
 * and the ladder, wherever and in whatever order segments are encoded.
 *
 * <p>Every rendition of a segment begins and ends where the publisher's does; {@link PictureGrid}
 * says what it has between.
 */
public final class SegmentEncoder {
  private final Ladder ladder;
  private final EncoderKind kind;
  private final SoundEncoder sound;
  private final Predicate<String> wanted;

  /**
   * By what is asked for, where it works; otherwise in software, and the log says so. What a GPU
   * encodes may have other bytes at each run.
   */
  public SegmentEncoder(TranscodeSettings settings) {
    this(settings, rendition -> true);
  }

  /**
   * The same for a part of the renditions; the others become gaps, as those that are shed.
   *
   * @param wanted names of the renditions of pictures that are encoded
   */
  public SegmentEncoder(TranscodeSettings settings, Predicate<String> wanted) {
    this.wanted = wanted;
    this.ladder = settings.ladder();
    this.kind = settings.encoder();
    this.sound = new SoundEncoder(settings.audio());
  }

  /**
   * {@code unit} with the ladder's renditions in place of its pictures, and with the sound encoded
   * that is to be.
   *
   * @throws MediaException if not one picture can be decoded, or the sound's configuration not read
   * @throws LibavException if FFmpeg cannot do its work
   */
  public SegmentUnit encode(SegmentUnit unit) {
    return encode(unit, 0).unit();
  }

  /**
   * The same without the smallest renditions, which become gaps. The largest is made in any case if
   * no copy is published; and what is made has the same bytes as with all others.
   *
   * @param shed how many are left out for each track of pictures
   */
  public EncodedSegment encode(SegmentUnit unit, int shed) {
    AtomicInteger damaged = new AtomicInteger();
    List<TrackSegment> tracks = new ArrayList<>();
    List<TrackGap> gaps = new ArrayList<>(unit.gaps());
    for (TrackSegment track : unit.tracks()) {
      if (track.format() instanceof TrackFormat.Video video) {
        tracks.addAll(renditions(track, video, shed, gaps, damaged));
      } else {
        tracks.add(track.encoding() == null ? track : sound.encode(track, damaged::addAndGet));
      }
    }
    return new EncodedSegment(unit.with(tracks, gaps), damaged.get());
  }

  private List<TrackSegment> renditions(
      TrackSegment source,
      TrackFormat.Video format,
      int shed,
      List<TrackGap> gaps,
      AtomicInteger damaged) {
    List<TrackSegment> renditions = new ArrayList<>();
    List<RungEncoder> encoders = new ArrayList<>();
    int height = PictureShape.shownHeight(format);
    List<Rung> rungs = ladder.below(height);
    int made = Math.max(ladder.copy() ? 0 : 1, rungs.size() - shed);
    try {
      if (EncodedTracks.isCopied(source, ladder)) {
        renditions.add(source.withEncoding(null));
      } else if (ladder.copy() && !wanted.test(source.rendition())) {
        gaps.add(TrackGap.of(source));
      } else if (ladder.copy()) {
        PictureGrid own = PictureGrid.own(source, format);
        encoders.add(
            new RungEncoder(source.rendition(), Ladder.whole(height), kind, own, source, format));
      }
      for (Rung rung : rungs) {
        if (made-- > 0 && wanted.test(rung.rendition())) {
          PictureGrid grid = PictureGrid.of(rung, source, format);
          encoders.add(new RungEncoder(rung.rendition(), rung, kind, grid, source, format));
        } else {
          gaps.add(TrackGap.of(source).in(rung.rendition()));
        }
      }
      if (!encoders.isEmpty()) {
        PictureFeed feed = new PictureFeed(source);
        feed.feed(picture -> encoders.forEach(encoder -> encoder.encode(picture)));
        damaged.addAndGet(feed.filled());
      }
      encoders.forEach(encoder -> renditions.add(encoder.finish()));
    } finally {
      encoders.forEach(RungEncoder::close);
    }
    return renditions;
  }
}
