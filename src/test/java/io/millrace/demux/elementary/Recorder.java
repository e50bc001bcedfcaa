package io.millrace.demux.elementary;

import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told, in order, as lines that a test can compare. */
final class Recorder implements ElementaryHandler {
  final List<String> lines = new ArrayList<>();
  final List<AccessUnit> units = new ArrayList<>();
  final List<TrackFormat> formats = new ArrayList<>();

  @Override
  public void onTracks(List<Track> all) {
    lines.add("tracks " + all.stream().map(Track::id).toList());
  }

  @Override
  public void onFormat(int trackId, TrackFormat format) {
    formats.add(format);
    lines.add("format %d %s".formatted(trackId, format.codecs()));
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    units.add(unit);
    lines.add(
        "unit %d %d%s %s"
            .formatted(unit.trackId(), unit.pts(), unit.sync() ? " sync" : "", unit.data()));
  }

  @Override
  public void onDropped(int trackId, DropReason reason, long byteOffset) {
    lines.add("dropped %d %s %d".formatted(trackId, reason, byteOffset));
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    lines.add("loss %d %s".formatted(trackId, reason.getMessage()));
  }
}
