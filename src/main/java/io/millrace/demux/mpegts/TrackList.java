package io.millrace.demux.mpegts;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.framing.AudioFormat;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The tracks, and when they are announced. A program map says nothing about the format of a sound,
 * so access units are held back until each sound has shown its first frame; but not beyond {@link
 * #MAX_HELD_BYTES} or {@link #MAX_HELD_TICKS} of them, since a track may stay silent for ever.
 */
final class TrackList {
  static final int MAX_HELD_BYTES = 4 << 20;
  static final long MAX_HELD_TICKS = 2L * Timescale.MPEG_TS.ticksPerSecond();

  private static final int MAX_HELD_UNITS = 1 << 16;
  private static final int VERSION = 1;

  /** Tracks in the order of the map, with the formats that are known. */
  private List<Track> tracks = List.of();

  /** Formats by PID, as far as they are known. */
  private final TreeMap<Integer, AudioFormat> formats = new TreeMap<>();

  private boolean declared;
  private boolean announced;
  private List<AccessUnit> held = new ArrayList<>();
  private long heldBytes;

  /** The tracks of the program from here on. */
  void declare(List<Track> all, DemuxHandler out) {
    formats.keySet().retainAll(all.stream().map(Track::id).toList());
    List<Track> known = all.stream().map(this::withFormat).toList();
    if (declared && known.equals(tracks)) {
      return;
    }
    if (declared && !announced) {
      announce(out); // what is held belongs to the tracks before these
    }
    tracks = known;
    declared = true;
    announced = false;
    announceIfComplete(out);
  }

  /** What comes on this PID is coded in another way from here on. */
  void forgetFormat(int pid) {
    formats.remove(pid);
  }

  void onUnit(AccessUnit unit, DemuxHandler out) {
    if (announced) {
      out.onAccessUnit(unit);
      return;
    }
    held.add(unit);
    heldBytes += unit.data().length();
    long ticks = Math.abs(unit.pts() - held.get(0).pts());
    if (heldBytes > MAX_HELD_BYTES || ticks > MAX_HELD_TICKS || held.size() >= MAX_HELD_UNITS) {
      announce(out);
    }
  }

  /** The format of a sound from here on. */
  void onAudioFormat(int pid, AudioFormat format, DemuxHandler out) {
    boolean isChange = formats.containsKey(pid);
    if (isChange && !announced) {
      announce(out);
    }
    formats.put(pid, format);
    List<Track> known = tracks.stream().map(this::withFormat).toList();
    if (known.equals(tracks)) {
      return;
    }
    tracks = known;
    if (announced) {
      out.onTracks(tracks);
    } else {
      announceIfComplete(out);
    }
  }

  /** What is held of the track comes before the hole and goes with it: no hole is hidden. */
  void onLoss(int trackId, MediaException reason, DemuxHandler out) {
    held.removeIf(unit -> trackId == DemuxHandler.ALL_TRACKS || unit.trackId() == trackId);
    heldBytes = held.stream().mapToLong(unit -> unit.data().length()).sum();
    out.onLoss(trackId, reason);
  }

  /** No more bytes come: what is known now is all. */
  void end(DemuxHandler out) {
    if (declared && !announced) {
      announce(out);
    }
  }

  private void announceIfComplete(DemuxHandler out) {
    boolean complete =
        tracks.stream()
            .allMatch(
                track ->
                    !StreamTypes.isFramedAudio(track.codec()) || formats.containsKey(track.id()));
    if (complete) {
      announce(out);
    }
  }

  private void announce(DemuxHandler out) {
    announced = true;
    out.onTracks(tracks);
    List<AccessUnit> units = held;
    held = new ArrayList<>();
    heldBytes = 0;
    units.forEach(out::onAccessUnit);
  }

  private Track withFormat(Track track) {
    AudioFormat format = formats.get(track.id());
    if (format == null) {
      return track;
    }
    return new Track(
        track.id(),
        format.codec(),
        track.codecId(),
        format.configuration(),
        track.framing(),
        track.timescale(),
        track.frameRate(),
        track.width(),
        track.height(),
        format.sampleRate(),
        format.channels(),
        track.display(),
        track.language(),
        track.use(),
        track.preferred());
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(declared);
    out.writeBoolean(announced);
    out.writeInt(tracks.size());
    for (Track track : tracks) {
      SavedMedia.writeTrack(out, track);
    }
    out.writeInt(formats.size());
    for (var entry : formats.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().save(out);
    }
    SavedMedia.writeAccessUnits(out, held);
  }

  static TrackList load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "track list");
    TrackList list = new TrackList();
    list.declared = in.readBoolean();
    list.announced = in.readBoolean();
    List<Track> tracks = new ArrayList<>();
    for (int i = SavedMedia.readCount(in, Pmt.MAX_STREAMS, "tracks"); i > 0; i--) {
      tracks.add(SavedMedia.readTrack(in));
    }
    list.tracks = List.copyOf(tracks);
    for (int i = SavedMedia.readCount(in, Pmt.MAX_STREAMS, "audio formats"); i > 0; i--) {
      list.formats.put(in.readInt(), AudioFormat.load(in));
    }
    for (AccessUnit unit : SavedMedia.readAccessUnits(in, MAX_HELD_UNITS, "access units")) {
      list.held.add(unit);
      list.heldBytes += unit.data().length();
    }
    return list;
  }
}
