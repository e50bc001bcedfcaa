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
import io.millrace.segment.TrackGap;
import io.millrace.storage.ObjectName;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** What each listed init segment is for: its file, then RFC 6381 codecs. */
  private final Map<String, String> codecs = new LinkedHashMap<>();

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
    return new Measured(
        track, new ArrayList<>(new LinkedHashSet<>(codecs.values())), bandwidth, independent);
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
   * @param shortest target duration that the playlist may end with, seconds
   */
  void add(StoredSegment segment, StoredTrack stored, StoredTrack reference, int shortest) {
    checkDecodeTime(segment, stored);
    PlaylistEntry entry = PlaylistEntry.of(segment, stored);
    entries.add(at(entry, programDateTime(segment, stored, reference)));
    track = stored;
    codecs.put(stored.initFile(), stored.codecs());
    lastStored = segment.number();
    independent &= stored.independent();
    bandwidth =
        bandwidth.plus(
            stored.bytes(),
            stored.duration(),
            entry.timescale(),
            shortest,
            segment.targetDuration());
  }

  private void checkDecodeTime(StoredSegment segment, StoredTrack stored) {
    if (lastStored < 0) {
      return;
    }
    Timescale before = new Timescale(track.timescale());
    Timescale now = new Timescale(stored.timescale());
    // Behind a discontinuity the sound may count in another sample rate; I-10 means one range.
    boolean another = segment.discontinuity() && !now.equals(before);
    if ((!another && !now.equals(before)) || !stored.type().equals(track.type())) {
      throw new IllegalArgumentException(
          "%s: %s at %d ticks per second, was %s at %d"
              .formatted(
                  stored.rendition(),
                  stored.type(),
                  stored.timescale(),
                  track.type(),
                  track.timescale()));
    }
    long expected = before.rescaleUp(track.baseMediaDecodeTime() + track.duration(), now);
    long actual = stored.baseMediaDecodeTime();
    boolean afterGap = another || (!entries.isEmpty() && entries.getLast().gap());
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

  /** Appends a gap as long as {@code gap}, which may be that of another rendition. */
  void addGap(StoredSegment segment, TrackGap gap) {
    Timescale timescale = new Timescale(track.timescale());
    long end = gap.baseMediaDecodeTime() + gap.duration();
    long start = gap.timescale().rescaleDown(gap.baseMediaDecodeTime(), timescale);
    end = gap.timescale().rescaleDown(end, timescale);
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
      forgetCodecs();
      if (!entry.gap()) {
        objects.add(stream + "/" + track.rendition() + "/" + entry.uri());
      }
    }
    return objects;
  }

  private void forgetCodecs() {
    if (codecs.size() > 1) {
      Set<String> listed = new HashSet<>(Set.of(track.initFile()));
      entries.forEach(entry -> listed.add(entry.initUri()));
      codecs.keySet().retainAll(listed);
    }
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
    out.writeInt(codecs.size());
    for (Map.Entry<String, String> init : codecs.entrySet()) {
      out.writeUTF(init.getKey());
      out.writeUTF(init.getValue());
    }
    out.writeInt(entries.size());
    for (PlaylistEntry entry : entries) {
      out.writeUTF(entry.uri());
      out.writeUTF(entry.initUri());
      out.writeInt(entry.timescale().ticksPerSecond());
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
    int inits = SavedMedia.readCount(in, SegmentWindow.MAX_SEGMENTS, "init segments");
    for (int i = 0; i < inits; i++) {
      rendition.codecs.put(in.readUTF(), in.readUTF());
    }
    int count = SavedMedia.readCount(in, SegmentWindow.MAX_SEGMENTS, "entries");
    for (int i = 0; i < count; i++) {
      rendition.entries.add(
          new PlaylistEntry(
              in.readUTF(),
              in.readUTF(),
              new Timescale(in.readInt()),
              in.readLong(),
              in.readLong(),
              in.readBoolean(),
              in.readBoolean(),
              in.readLong()));
    }
    return rendition;
  }
}
