package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.demux.DemuxHandler;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind a demuxer of any container and makes its access units ready to become samples: one
 * set of rules about parameter sets, framing, pictures and sync samples for all of them.
 *
 * <p>A unit that is already as it should be is handed on as it is; one that only has something to
 * leave out at its ends is handed on as a view; only the rest is copied, once.
 */
public final class ElementaryStage implements DemuxHandler {
  private static final int VERSION = 2;
  private static final int MAX_SAVED_TRACKS = 1 << 16;

  private final FieldPairs handler;
  private final ParameterSetPlacement placement;
  private final H264Sync sync;
  private final NalIndex index = new NalIndex();
  private Map<Integer, ElementaryTrack> tracks = new LinkedHashMap<>();

  public ElementaryStage(
      ElementaryHandler handler, ParameterSetPlacement placement, H264Sync sync) {
    this.handler = new FieldPairs(handler);
    this.placement = placement;
    this.sync = sync;
  }

  /** A stage for pictures that are published as they are. */
  public ElementaryStage(ElementaryHandler handler, ParameterSetPlacement placement) {
    this(handler, placement, H264Sync.IDR);
  }

  /** A stage that publishes parameter sets in the init segment. */
  public ElementaryStage(ElementaryHandler handler) {
    this(handler, ParameterSetPlacement.INIT_SEGMENT);
  }

  @Override
  public void onTracks(List<Track> all) {
    handler.onTracks(all);
    Map<Integer, ElementaryTrack> next = new LinkedHashMap<>();
    for (Track track : all) {
      ElementaryTrack before = tracks.get(track.id());
      boolean same = before != null && before.track().equals(track);
      if (before != null && !same) {
        before.end(handler);
      }
      next.put(track.id(), same ? before : open(track, before));
    }
    tracks = next;
  }

  private ElementaryTrack open(Track track, @Nullable ElementaryTrack before) {
    try {
      return switch (track.codec()) {
        case H264 -> H264Track.open(track, placement, sync, before);
        case H265 -> H265Track.open(track, placement, before);
        case AV1 ->
            track.framing() == Framing.ANNEX_B
                ? new UnservedTrack(track)
                : Av1Track.open(track, before);
        case VP9 -> Vp9Track.open(track, before);
        case AAC -> AacTrack.open(track, before);
        case AC3, EAC3 -> Ac3Track.open(track, before);
        case OPUS, FLAC, MPEG_AUDIO -> AudioTrack.open(track, before);
        case VP8, MPEG2_VIDEO, OTHER_VIDEO -> OpaqueVideo.open(track, before);
        case MP2, VORBIS, DTS, OTHER_AUDIO -> OpaqueAudio.open(track, before);
        case SUBTITLE, DATA -> new UnservedTrack(track);
      };
    } catch (MediaException e) {
      handler.onLoss(track.id(), e);
      return openUndeclared(track, before);
    }
  }

  private ElementaryTrack openUndeclared(Track track, @Nullable ElementaryTrack before) {
    return switch (track.codec()) {
      case H264 -> H264Track.openUndeclared(track, placement, sync, before);
      case H265 -> H265Track.openUndeclared(track, placement, before);
      case AV1 -> Av1Track.openUndeclared(track, before);
      case VP9 -> Vp9Track.openUndeclared(track, before);
      default -> new UnservedTrack(track);
    };
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    ElementaryTrack track = tracks.get(unit.trackId());
    if (track == null) {
      handler.onDropped(unit.trackId(), DropReason.UNKNOWN_TRACK, unit.byteOffset());
    } else if (unit.data().isEmpty()) {
      handler.onDropped(unit.trackId(), DropReason.EMPTY, unit.byteOffset());
    } else {
      track.accept(unit, index, handler);
      index.clear();
    }
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    for (ElementaryTrack track : tracks.values()) {
      if (trackId == ALL_TRACKS || track.track().id() == trackId) {
        track.end(handler);
      }
    }
    handler.onLoss(trackId, reason);
  }

  /** No more access units come: hands out what was held back. */
  public void end() {
    tracks.values().forEach(track -> track.end(handler));
    handler.end();
  }

  /** Writes what is known about each track; {@link #load} goes on from there. */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(tracks.size());
    for (ElementaryTrack track : tracks.values()) {
      ElementaryTrack.save(track, out);
    }
    handler.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException for an unknown version or a track that cannot be read
   */
  public static ElementaryStage load(DataInput in, ElementaryHandler handler) throws IOException {
    return load(in, handler, ParameterSetPlacement.INIT_SEGMENT);
  }

  /** The same for a stage of another {@code placement} of parameter sets. */
  public static ElementaryStage load(
      DataInput in, ElementaryHandler handler, ParameterSetPlacement placement) throws IOException {
    return load(in, handler, placement, H264Sync.IDR);
  }

  /** The same for a stage with other sync samples, too. */
  public static ElementaryStage load(
      DataInput in, ElementaryHandler handler, ParameterSetPlacement placement, H264Sync sync)
      throws IOException {
    int version = SavedMedia.readVersion(in, VERSION, "elementary stage");
    ElementaryStage stage = new ElementaryStage(handler, placement, sync);
    int count = SavedMedia.readCount(in, MAX_SAVED_TRACKS, "tracks");
    for (int i = 0; i < count; i++) {
      ElementaryTrack track = ElementaryTrack.load(in, placement, sync);
      stage.tracks.put(track.track().id(), track);
    }
    if (version >= 2) {
      stage.handler.load(in);
    }
    return stage;
  }
}
