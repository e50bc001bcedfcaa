package io.millrace.cmaf;

import io.millrace.cmaf.SampleTables.ChunkOffsets;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Ftyp;
import io.millrace.isobmff.Mvhd;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One MP4 file of whole tracks, {@code moov} in front of the media, so that it plays while it
 * loads. It takes note of samples and never holds their bytes: who adds a segment appends the data
 * of its samples, track by track, to what will stand behind {@link #header}.
 */
public final class ProgressiveMp4 {
  private static final long MAX_UNSIGNED_32 = 0xffff_ffffL;
  private static final int NORMAL_RATE = 0x10000;

  private final Map<String, SampleTables> tracks = new LinkedHashMap<>();
  private long mediaBytes;

  /**
   * Takes note of the samples of {@code unit}: each of its tracks is a chunk, in their order.
   *
   * @throws MediaException.Unsupported if a track does not go on from what is here
   */
  public void add(SegmentUnit unit) {
    for (TrackSegment segment : unit.tracks()) {
      tracks
          .computeIfAbsent(segment.rendition(), name -> new SampleTables(segment))
          .add(segment, mediaBytes);
      mediaBytes += segment.bytes();
    }
  }

  /** Samples of all tracks. */
  public long samples() {
    return tracks.values().stream().mapToLong(SampleTables::count).sum();
  }

  /** Bytes of all samples. */
  public long mediaBytes() {
    return mediaBytes;
  }

  /**
   * All that stands in front of the media: {@code ftyp}, {@code moov} and the header of {@code
   * mdat}.
   *
   * @throws MediaException.Unsupported if a format has no sample entry here
   * @throws IllegalStateException if nothing was added
   */
  public Payload header() {
    if (tracks.isEmpty()) {
      throw new IllegalStateException("Cannot write an MP4 file: no samples");
    }
    // The size of moov depends on how wide its offsets are, but not on their values.
    int size = size(ChunkOffsets.SMALL);
    boolean large = size + mediaBytes > MAX_UNSIGNED_32;
    ChunkOffsets width = large ? ChunkOffsets.LARGE : ChunkOffsets.SMALL;
    int mediaOffset = large ? size(width) : size;
    ByteBuffer out = ByteBuffer.allocate(mediaOffset);
    ftyp().write(out);
    moov(mediaOffset, width).write(out);
    if (hasLargeMdat()) {
      Box.writeLargeHeader(out, "mdat", Box.LARGE_HEADER_SIZE + mediaBytes);
    } else {
      Box.writeHeader(out, "mdat", Box.HEADER_SIZE + mediaBytes);
    }
    return Payload.of(out.array());
  }

  private int size(ChunkOffsets width) {
    int mdat = hasLargeMdat() ? Box.LARGE_HEADER_SIZE : Box.HEADER_SIZE;
    return Math.addExact(Box.size(List.of(ftyp(), moov(0, width))), mdat);
  }

  private boolean hasLargeMdat() {
    return Box.HEADER_SIZE + mediaBytes > MAX_UNSIGNED_32;
  }

  /** iso6 for signed composition offsets. */
  private static Ftyp ftyp() {
    return new Ftyp("isom", 0x200, List.of("isom", "iso6", "mp41"));
  }

  private Container moov(long mediaOffset, ChunkOffsets width) {
    Timescale movie = movieTimescale();
    List<Box> boxes = new ArrayList<>();
    long longest = 0;
    for (SampleTables track : tracks.values()) {
      TrackBox.Times times = times(track, movie);
      longest = Math.max(longest, times.movieDuration());
      boxes.add(
          TrackBox.of(boxes.size() + 1, track.formats(), times, track.boxes(mediaOffset, width)));
    }
    boxes.add(0, new Mvhd(movie.ticksPerSecond(), longest, boxes.size() + 1));
    return new Container("moov", boxes);
  }

  /** A sound that begins later than the pictures must be told exactly, so its ticks are taken. */
  private Timescale movieTimescale() {
    for (SampleTables track : tracks.values()) {
      if (track.first().format().codec().type() == MediaType.AUDIO) {
        return track.first().timescale();
      }
    }
    return Timescale.MILLISECONDS;
  }

  private static TrackBox.Times times(SampleTables track, Timescale movie) {
    Timescale timescale = track.first().timescale();
    long start = timescale.rescale(track.first().baseMediaDecodeTime(), movie);
    long end = timescale.rescaleUp(track.first().baseMediaDecodeTime() + track.duration(), movie);
    List<Elst.Edit> edits =
        start == 0
            ? List.of()
            : List.of(
                new Elst.Edit(start, -1, NORMAL_RATE), new Elst.Edit(end - start, 0, NORMAL_RATE));
    return new TrackBox.Times(timescale, track.duration(), end, edits);
  }
}
