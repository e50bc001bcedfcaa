package io.millrace.app;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that {@code millrace probe} tells about an input, gathered while its bytes go by. */
final class StreamProbe implements DemuxHandler {
  private static final int SHOWN_LOSSES = 10;

  private final DetectingDemuxer demuxer = new DetectingDemuxer();
  private final ElementaryStage stage = new ElementaryStage(new Prepared());
  private final Map<Integer, TrackProbe> tracks = new LinkedHashMap<>();
  private final Map<String, Long> dropped = new TreeMap<>();
  private final List<String> losses = new ArrayList<>();
  private long lossCount;

  /**
   * Takes the next bytes.
   *
   * @throws MediaException if the container is not one that Millrace reads
   */
  void push(Payload bytes) {
    demuxer.push(bytes, this);
  }

  void end() {
    demuxer.end(this);
    stage.end();
    tracks.values().forEach(track -> track.gops().finish());
  }

  String container() {
    return demuxer.container().map(container -> container.title()).orElse("unknown");
  }

  Collection<TrackProbe> tracks() {
    return tracks.values();
  }

  /** Access units that cannot be used, by reason. */
  Map<String, Long> dropped() {
    return dropped;
  }

  long lossCount() {
    return lossCount;
  }

  /** The first losses, one line each. */
  List<String> losses() {
    return losses;
  }

  @Override
  public void onTracks(List<Track> all) {
    for (Track track : all) {
      tracks.computeIfAbsent(track.id(), id -> new TrackProbe(track));
    }
    stage.onTracks(all);
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    TrackProbe track = tracks.get(unit.trackId());
    if (track != null) {
      track.count(unit);
    }
    stage.onAccessUnit(unit);
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    lossCount++;
    if (losses.size() < SHOWN_LOSSES) {
      losses.add(String.valueOf(reason.getMessage()));
    }
  }

  /** What lies in the access units. */
  private final class Prepared implements ElementaryHandler {
    @Override
    public void onTracks(List<Track> all) {}

    @Override
    public void onFormat(int trackId, TrackFormat format) {
      TrackProbe track = tracks.get(trackId);
      if (track != null) {
        track.format(format);
      }
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      TrackProbe track = tracks.get(unit.trackId());
      if (track != null && track.track().type() == MediaType.VIDEO) {
        track.picture(unit);
      }
    }

    @Override
    public void onDropped(int trackId, DropReason reason, long byteOffset) {
      dropped.merge(reason.name(), 1L, Long::sum);
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      StreamProbe.this.onLoss(trackId, reason);
    }
  }
}
