package io.millrace.transcode;

import io.millrace.libav.Deinterlacer;
import io.millrace.libav.Picture;
import io.millrace.libav.VideoDecoder;
import io.millrace.media.MediaException;
import io.millrace.media.Sample;
import io.millrace.segment.TrackSegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a segment in the order of output, one for each sample, whatever can be decoded: a
 * picture that is missing or damaged is filled by the one before it, and at the start by the first
 * one there is. The samples since the last sync sample are decoded first where the segment has
 * them, so that the leading pictures of an open GOP are there, and a segment need not begin with a
 * sync sample.
 */
final class PictureFeed {
  private final TrackSegment source;

  /** Place in the order of output, by presentation time. */
  private final Map<Long, Integer> places = new HashMap<>();

  private @Nullable Picture last;
  private int next;
  private int filled;

  PictureFeed(TrackSegment source) {
    this.source = source;
    long time = source.baseMediaDecodeTime();
    // The decode times of a segment are its presentation times in order.
    for (Sample sample : source.samples()) {
      places.put(time, places.size());
      time += sample.duration();
    }
  }

  /**
   * Decodes the segment.
   *
   * @param out is given each picture while it is open
   * @throws MediaException.Malformed if there is none
   */
  void feed(Consumer<Picture> out) {
    try (VideoDecoder decoder = new VideoDecoder(source.format());
        Deinterlacer deinterlacer = new Deinterlacer()) {
      Consumer<Picture> decoded = picture -> filter(picture, deinterlacer, out);
      lead().forEach(sample -> decoder.runIn(sample.data()));
      long time = source.baseMediaDecodeTime();
      for (Sample sample : source.samples()) {
        decoder.decode(sample.data(), time + sample.compositionOffset(), decoded);
        time += sample.duration();
      }
      decoder.drain(decoded);
      deinterlacer.drain(picture -> take(picture, out));
      finish(out);
    } finally {
      if (last != null) {
        last.close();
      }
    }
  }

  /** How many pictures there were not. */
  int filled() {
    return filled;
  }

  /** What the first pictures refer to; pictures of its own are not wanted. */
  private List<Sample> lead() {
    return source.encoding() == null ? List.of() : source.encoding().lead();
  }

  /** The lead's own pictures go: not all were decoded, and a field needs its real neighbours. */
  private void filter(Picture picture, Deinterlacer deinterlacer, Consumer<Picture> out) {
    if (places.containsKey(picture.pts())) {
      deinterlacer.filter(picture, filtered -> take(filtered, out));
    } else {
      picture.close();
    }
  }

  private void take(Picture picture, Consumer<Picture> out) {
    Integer place = places.get(picture.pts());
    if (place == null || place < next) {
      picture.close();
      return;
    }
    try (Picture before = last) {
      last = picture; // closed with the feed, also if filling fails
      fill(before == null ? picture : before, place, out);
    }
    out.accept(picture);
    next++;
  }

  private void fill(Picture filler, int until, Consumer<Picture> out) {
    for (; next < until; next++) {
      out.accept(filler);
      filled++;
    }
  }

  private void finish(Consumer<Picture> out) {
    int count = source.samples().size();
    if (last == null) {
      throw new MediaException.Malformed(
          0, "%s: none of %d pictures can be decoded", source.rendition(), count);
    }
    fill(last, count, out);
  }
}
