package io.millrace.app;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.ingest.IngestSettings;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SelectionSettings;
import io.millrace.segment.TrackFate;
import io.millrace.segment.TrackSelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that {@code millrace probe} tells about an input, gathered while its bytes go by. */
final class StreamProbe implements DemuxHandler {
  private static final int SHOWN_LOSSES = 10;

  private final DetectingDemuxer demuxer;
  private final ElementaryStage stage = new ElementaryStage(new Prepared());
  private final Map<Integer, TrackProbe> tracks = new LinkedHashMap<>();
  private final Map<String, Long> dropped = new TreeMap<>();
  private final List<String> losses = new ArrayList<>();
  private final SelectionSettings selection;
  private long lossCount;

  /** A probe that tells what would be published with {@code settings}. */
  StreamProbe(IngestSettings settings) {
    this.demuxer = new DetectingDemuxer(settings.frameRate());
    this.selection = settings.selection();
  }

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

  /** What would become of {@code track}, one of {@link #tracks()}. */
  TrackFate fate(TrackProbe track) {
    List<Track> all = tracks.values().stream().map(TrackProbe::track).toList();
    return TrackSelection.of(all, selection).fate(track.track(), selection);
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
