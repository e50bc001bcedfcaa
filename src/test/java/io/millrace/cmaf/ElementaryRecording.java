package io.millrace.cmaf;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.Container;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that an input holds, as far as it can be read: its tracks, their formats, and access units
 * that are ready to be samples.
 */
final class ElementaryRecording implements ElementaryHandler {
  private final DetectingDemuxer demuxer = new DetectingDemuxer();
  private final List<Formatted> formats = new ArrayList<>();
  private final List<AccessUnit> units = new ArrayList<>();
  private List<Track> tracks = List.of();

  private record Formatted(int trackId, TrackFormat format) {}

  static ElementaryRecording of(byte[] bytes, ParameterSetPlacement placement) {
    ElementaryRecording recording = new ElementaryRecording();
    ElementaryStage stage = new ElementaryStage(recording, placement);
    try {
      recording.demuxer.push(Payload.of(bytes), stage);
      recording.demuxer.end(stage);
    } catch (MediaException e) {
      recording.onLoss(DemuxHandler.ALL_TRACKS, e);
    }
    stage.end();
    return recording;
  }

  /** What the bytes are; empty if nothing here reads them. */
  Optional<Container> container() {
    return demuxer.container();
  }

  /** The tracks as declared last. */
  List<Track> tracks() {
    return tracks;
  }

  List<AccessUnit> units(Track track) {
    return units.stream().filter(unit -> unit.trackId() == track.id()).toList();
  }

  /** The formats of a track, in the order in which they were announced. */
  List<TrackFormat> formats(Track track) {
    return formats.stream()
        .filter(each -> each.trackId == track.id())
        .map(Formatted::format)
        .toList();
  }

  @Override
  public void onTracks(List<Track> all) {
    tracks = all;
  }

  @Override
  public void onFormat(int trackId, TrackFormat format) {
    formats.add(new Formatted(trackId, format));
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    units.add(unit);
  }

  @Override
  public void onDropped(int trackId, DropReason reason, long byteOffset) {
    // It is not published, and not to be compared.
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    // What is missing is missing on both sides.
  }
}
