package io.millrace.demux.flv;

import io.millrace.demux.DemuxHandler;
import io.millrace.media.AccessUnit;
import io.millrace.media.Display;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of one FLV file, and when they are announced. FLV does not list them: a track is there
 * when its first tag comes. So access units are held back until audio and video both are complete,
 * or there are {@value #MAX_HELD_UNITS} of them, or {@value #MAX_HELD_BYTES} bytes. After that a
 * new track or sequence header is announced before the next access unit.
 */
final class FlvTracks {
  static final int MAX_HELD_UNITS = 64;
  static final int MAX_HELD_BYTES = 8 << 20;

  /** A tag has room for 256 tracks of each type. */
  static final int MAX_TRACKS = 32;

  private final Map<Integer, FlvTrack> tracks = new TreeMap<>();
  private ScriptData script = ScriptData.NONE;
  private final List<AccessUnit> held = new ArrayList<>();
  private int heldBytes;

  /** Access units go out as they come. */
  private boolean announced;

  /** Something was declared that is not announced yet. */
  private boolean changed;

  /** The packet's track, as it is coded from here on; null if there are too many tracks. */
  private @Nullable FlvTrack find(Packet packet, DemuxHandler handler) {
    FlvTrack known = tracks.get(packet.trackId());
    if (known != null && known.isCodedAs(packet.coding())) {
      return known;
    }
    if (known == null && tracks.size() == MAX_TRACKS) {
      handler.onLoss(
          DemuxHandler.ALL_TRACKS,
          new Unsupported(packet.offset(), "FLV: more than %d tracks", MAX_TRACKS));
      return null;
    }
    if (known != null) {
      handOutHeld(handler); // coded as before
    }
    FlvTrack found = FlvTrack.of(packet.trackId(), packet.coding()).described(script);
    put(found);
    return found;
  }

  /** The only track that tags of this type belong to; if there are several, all tracks. */
  int trackOf(int tagType) {
    long count = tracks.keySet().stream().filter(id -> (id & 0xff) == tagType).count();
    return count == 1 && tracks.containsKey(tagType) ? tagType : DemuxHandler.ALL_TRACKS;
  }

  private void put(FlvTrack track) {
    FlvTrack before = tracks.put(track.track().id(), track);
    changed |= !track.equals(before);
  }

  /** A sequence header. Some servers repeat it all the time: that says nothing new. */
  void onSequenceHeader(Packet packet, DemuxHandler handler) {
    FlvTrack track = find(packet, handler);
    Payload header = packet.payload();
    if (track == null || header.isEmpty() || header.equals(track.track().configuration())) {
      return;
    }
    if (!track.track().configuration().isEmpty()) {
      handOutHeld(handler); // they are of the one before
    }
    put(track.configured(header.compact()).described(script));
  }

  /** How the pictures are to be shown. */
  void onMetadata(Packet packet, DemuxHandler handler) {
    FlvTrack track = find(packet, handler);
    Display display = ColourInfo.read(packet);
    if (track != null && display != null) {
      put(track.shown(display));
    }
  }

  /** Where the sound is to come from; of which only the number of channels is kept. */
  void onChannels(Packet packet, DemuxHandler handler) {
    FlvTrack track = find(packet, handler);
    if (track != null && packet.payload().length() >= 2) {
      put(track.withChannels(packet.payload().unsignedAt(1)));
    }
  }

  /**
   * Script data. Once tracks are announced it counts only for the next sequence header: encoders
   * that send what they measure would make the same picture a new one all the time.
   */
  void onScript(ScriptData read) {
    script = read;
    if (!announced) {
      tracks.values().stream().toList().forEach(track -> put(track.described(read)));
    }
  }

  /** An access unit of {@code packet}'s track. */
  void onAccessUnit(Packet packet, AccessUnit unit, DemuxHandler handler) {
    if (find(packet, handler) == null) {
      return;
    }
    if (announced || isComplete()) {
      handOutHeld(handler);
      handler.onAccessUnit(unit);
      return;
    }
    // A copy: it must not keep a whole ingest chunk alive while it waits.
    held.add(unit.with(unit.sync(), unit.data().compact()));
    heldBytes += unit.data().length();
    if (held.size() == MAX_HELD_UNITS || heldBytes >= MAX_HELD_BYTES) {
      handOutHeld(handler);
    }
  }

  private boolean isComplete() {
    FlvTrack video = tracks.get(FlvTag.VIDEO);
    FlvTrack audio = tracks.get(FlvTag.AUDIO);
    return video != null && audio != null && video.isComplete() && audio.isComplete();
  }

  /** Announces what is known, if it is not, and holds nothing back any more. */
  void handOutHeld(DemuxHandler handler) {
    boolean nothingNew = announced ? !changed : held.isEmpty() && !isComplete();
    if (nothingNew) {
      return; // once announced, nothing is held
    }
    if (changed) {
      changed = false;
      handler.onTracks(all());
    }
    announced = true;
    List<AccessUnit> units = List.copyOf(held);
    held.clear();
    heldBytes = 0;
    units.forEach(handler::onAccessUnit);
  }

  private List<Track> all() {
    return tracks.values().stream().map(FlvTrack::track).toList();
  }

  boolean isEmpty() {
    return tracks.isEmpty();
  }

  /** Whether no access unit was there yet. */
  boolean isUntouched() {
    return !announced && held.isEmpty();
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(tracks.size());
    for (FlvTrack track : tracks.values()) {
      track.save(out);
    }
    script.save(out);
    out.writeByte(held.size());
    for (AccessUnit unit : held) {
      SavedMedia.writeAccessUnit(out, unit);
    }
    out.writeBoolean(announced);
    out.writeBoolean(changed);
  }

  static FlvTracks load(DataInput in) throws IOException {
    FlvTracks loaded = new FlvTracks();
    int count = in.readUnsignedByte();
    for (int i = 0; i < count; i++) {
      FlvTrack track = FlvTrack.load(in);
      loaded.tracks.put(track.track().id(), track);
    }
    loaded.script = ScriptData.load(in);
    int heldUnits = in.readUnsignedByte();
    for (int i = 0; i < heldUnits; i++) {
      AccessUnit unit = SavedMedia.readAccessUnit(in);
      loaded.held.add(unit);
      loaded.heldBytes += unit.data().length();
    }
    loaded.announced = in.readBoolean();
    loaded.changed = in.readBoolean();
    return loaded;
  }
}
