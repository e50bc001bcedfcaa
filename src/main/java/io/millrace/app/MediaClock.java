package io.millrace.app;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much media lies in the bytes so far, by the media's own time stamps. */
final class MediaClock implements DemuxHandler {
  /** A longer step of the time stamps is a break of the source, not media. */
  private static final long LONGEST_STEP_MICROS = 10_000_000;

  private static final Timescale MICROSECONDS = new Timescale(1_000_000);
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final DetectingDemuxer demuxer;
  private final Map<Integer, Timescale> timescales = new HashMap<>();
  private long lastPts = UNKNOWN;
  private long micros;
  private @Nullable String loss;

  /**
   * A clock at 0.
   *
   * @param assumed frame rate of a byte stream that does not say its own
   */
  MediaClock(FrameRate assumed) {
    this.demuxer = new DetectingDemuxer(assumed);
  }

  /**
   * Takes the next bytes.
   *
   * @throws MediaException if the container is not one that Millrace reads
   */
  void push(Payload bytes) {
    demuxer.push(bytes, this);
  }

  /** Says that no more bytes come. */
  void end() {
    demuxer.end(this);
  }

  /** Why there are no time stamps; null as long as there may be some. */
  @Nullable String unreadable() {
    return demuxer.container().isEmpty() ? loss : null;
  }

  /** Microseconds from the first access unit to the latest one. */
  long micros() {
    return micros;
  }

  @Override
  public void onTracks(List<Track> tracks) {
    for (Track track : tracks) {
      timescales.put(track.id(), track.timescale());
    }
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    Timescale timescale = timescales.get(unit.trackId());
    if (timescale == null) {
      return;
    }
    long pts = timescale.rescale(unit.pts(), MICROSECONDS);
    long step = lastPts == UNKNOWN ? 0 : pts - lastPts;
    if (step > 0 && step <= LONGEST_STEP_MICROS) {
      micros += step;
    }
    // Access units come in decode order: a step back by reordering or another track is no break.
    if (lastPts == UNKNOWN || step > 0 || step < -LONGEST_STEP_MICROS) {
      lastPts = pts;
    }
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    loss = reason.getMessage();
  }
}
