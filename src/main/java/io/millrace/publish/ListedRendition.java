package io.millrace.publish;

import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.Bandwidth;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import io.millrace.playlist.hls.PlaylistEntry;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectName;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the media playlist of one rendition lists. The media sequence number of an entry is the
 * number of its segment, the same in every rendition; a segment without this rendition is a gap.
 */
final class ListedRendition {
  private static final int V1 = 1;

  private final ArrayDeque<PlaylistEntry> entries = new ArrayDeque<>();
  private StoredTrack track;
  private Bandwidth bandwidth = Bandwidth.NONE;
  private long mediaSequence;
  private long lastStored;

  /** False for good once a segment began without a sync sample. */
  private boolean independent = true;

  /** A rendition that appears with {@code track} in segment {@code number}, not yet added. */
  ListedRendition(StoredTrack track, long number) {
    this.track = track;
    this.mediaSequence = number;
    this.lastStored = -1;
  }

  /** As its newest segment describes it. */
  StoredTrack track() {
    return track;
  }

  Measured measured() {
    return new Measured(track, bandwidth, independent);
  }

  boolean isIndependent() {
    return independent;
  }

  Bandwidth bandwidth() {
    return bandwidth;
  }

  /** Number of the first entry. */
  long mediaSequence() {
    return mediaSequence;
  }

  Collection<PlaylistEntry> entries() {
    return entries;
  }

  /** Whether the list has any media in it, not only gaps. */
  boolean isAlive() {
    return lastStored >= mediaSequence;
  }

  /**
   * Appends {@code stored}, a part of {@code segment}.
   *
   * @param measuredSeconds target duration that the peak bit rate is measured by
   */
  void add(StoredSegment segment, StoredTrack stored, StoredTrack reference, int measuredSeconds) {
    checkDecodeTime(stored);
    PlaylistEntry entry = PlaylistEntry.of(segment, stored);
    entries.add(at(entry, programDateTime(segment, stored, reference)));
    track = stored;
    lastStored = segment.number();
    independent &= stored.independent();
    bandwidth =
        bandwidth.plus(stored.bytes(), stored.duration(), entry.timescale(), measuredSeconds);
  }

  private void checkDecodeTime(StoredTrack stored) {
    if (lastStored < 0) {
      return;
    }
    if (stored.timescale() != track.timescale() || !stored.type().equals(track.type())) {
      throw new IllegalArgumentException(
          "%s: %s at %d ticks per second, was %s at %d"
              .formatted(
                  stored.rendition(),
                  stored.type(),
                  stored.timescale(),
                  track.type(),
                  track.timescale()));
    }
    long expected = track.baseMediaDecodeTime() + track.duration();
    long actual = stored.baseMediaDecodeTime();
    boolean afterGap = !entries.isEmpty() && entries.getLast().gap();
    if (afterGap ? actual < expected : actual != expected) {
      throw new IllegalArgumentException(
          "%s/%s: base media decode time %d, expected %s%d"
              .formatted(
                  stored.rendition(),
                  stored.segmentFile(),
                  actual,
                  afterGap ? "at least " : "",
                  expected));
    }
  }

  /** Audio starts on its own frame grid, a little before the picture: so its date is earlier. */
  private static long programDateTime(
      StoredSegment segment, StoredTrack stored, StoredTrack reference) {
    if (segment.programDateTime() == SegmentUnit.NO_DATE || stored == reference) {
      return segment.programDateTime();
    }
    return segment.programDateTime() + startMillis(stored) - startMillis(reference);
  }

  private static long startMillis(StoredTrack track) {
    return new Timescale(track.timescale())
        .rescale(track.baseMediaDecodeTime(), Timescale.MILLISECONDS);
  }

  private static PlaylistEntry at(PlaylistEntry entry, long programDateTime) {
    return new PlaylistEntry(
        entry.uri(),
        entry.initUri(),
        entry.timescale(),
        entry.start(),
        entry.duration(),
        entry.discontinuity(),
        entry.gap(),
        programDateTime);
  }

  /** Appends a gap as long as {@code reference}, the main track of {@code segment}. */
  void addGap(StoredSegment segment, StoredTrack reference) {
    Timescale timescale = new Timescale(track.timescale());
    Timescale other = new Timescale(reference.timescale());
    long start = other.rescaleDown(reference.baseMediaDecodeTime(), timescale);
    long end = other.rescaleDown(reference.baseMediaDecodeTime() + reference.duration(), timescale);
    entries.add(
        new PlaylistEntry(
            ObjectName.segmentFile(segment.number()),
            track.initFile(),
            timescale,
            start,
            Math.max(1, end - start),
            segment.discontinuity(),
            true,
            segment.programDateTime()));
  }

  /** Takes the entry of segment {@code number} off the front; names of objects it stood for. */
  List<String> removeFirst(String stream, long number) {
    List<String> objects = new ArrayList<>();
    if (number == mediaSequence) {
      PlaylistEntry entry = entries.removeFirst();
      mediaSequence++;
      if (!entry.gap()) {
        objects.add(stream + "/" + track.rendition() + "/" + entry.uri());
      }
    }
    return objects;
  }

  boolean isVideo() {
    return track.type().equals(MediaType.VIDEO.name());
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    SavedSegments.write(out, track);
    bandwidth.save(out);
    out.writeLong(mediaSequence);
    out.writeLong(lastStored);
    out.writeBoolean(independent);
    out.writeInt(entries.size());
    for (PlaylistEntry entry : entries) {
      out.writeUTF(entry.uri());
      out.writeUTF(entry.initUri());
      out.writeLong(entry.start());
      out.writeLong(entry.duration());
      out.writeBoolean(entry.discontinuity());
      out.writeBoolean(entry.gap());
      out.writeLong(entry.programDateTime());
    }
  }

  static ListedRendition load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, V1, "rendition");
    StoredTrack track = SavedSegments.readTrack(in);
    ListedRendition rendition = new ListedRendition(track, 0);
    rendition.bandwidth = Bandwidth.load(in);
    rendition.mediaSequence = in.readLong();
    rendition.lastStored = in.readLong();
    rendition.independent = in.readBoolean();
    int count = SavedMedia.readCount(in, SegmentWindow.MAX_SEGMENTS, "entries");
    Timescale timescale = new Timescale(track.timescale());
    for (int i = 0; i < count; i++) {
      rendition.entries.add(
          new PlaylistEntry(
              in.readUTF(),
              in.readUTF(),
              timescale,
              in.readLong(),
              in.readLong(),
              in.readBoolean(),
              in.readBoolean(),
              in.readLong()));
    }
    return rendition;
  }
}
