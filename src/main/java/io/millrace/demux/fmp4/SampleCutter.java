package io.millrace.demux.fmp4;

import io.millrace.bits.ByteAccumulator;
import io.millrace.demux.DemuxHandler;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts samples out of the bytes that pass by, in the order of the file across all tracks. What lies
 * behind the reading position when it is its track's turn is lost: its data came before its box, or
 * in another order than that of decoding.
 */
final class SampleCutter {
  /** An access unit of this size is 512 Mbit; nobody decodes it. */
  static final int MAX_SAMPLE_BYTES = 64 << 20;

  private List<PendingTrack> tracks = List.of();
  private ByteAccumulator body = new ByteAccumulator();

  /** The track whose next sample is being gathered; null if none is. */
  private @Nullable PendingTrack gathering;

  /** Begins with other tracks; nothing of those before comes any more. */
  void start(List<PendingTrack> next) {
    tracks = List.copyOf(next);
    gathering = null;
    body.expect(0);
  }

  List<Track> announced() {
    List<Track> announced = new ArrayList<>();
    for (PendingTrack track : tracks) {
      announced.add(track.announced());
    }
    return announced;
  }

  @Nullable PendingTrack track(int id) {
    for (PendingTrack track : tracks) {
      if (track.trackId() == id) {
        return track;
      }
    }
    return null;
  }

  /** Whether samples are announced whose bytes have not come. */
  boolean isWaiting() {
    for (PendingTrack track : tracks) {
      if (track.samples() != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether samples of fragments are announced whose bytes have not come. */
  boolean isWaitingForRuns() {
    return isWaitingForRunsBefore(Long.MAX_VALUE);
  }

  /** Whether some of them should have come before {@code offset}. */
  boolean isWaitingForRunsBefore(long offset) {
    for (PendingTrack track : tracks) {
      if (track.runsOffset() < offset) {
        return true;
      }
    }
    return false;
  }

  /** Gives up all samples of fragments. */
  void clearRuns() {
    tracks.forEach(PendingTrack::clearRuns);
  }

  /** Gives up all samples that are announced. */
  void clear() {
    tracks.forEach(PendingTrack::clear);
    gathering = null;
    body.expect(0);
  }

  /**
   * Takes bytes of a box.
   *
   * @param offset in the session of the byte at {@code from}
   * @param boxEnd offset behind the box
   */
  void pass(Payload bytes, int from, int to, long offset, long boxEnd, DemuxHandler handler) {
    // Behind the last byte of a box there may still be samples without bytes.
    boolean last = offset + (to - from) == boxEnd;
    int at = from;
    while (at < to || last) {
      if (gathering != null) {
        at += gather(gathering, bytes, at, handler);
        continue;
      }
      long position = offset + (at - from);
      PendingTrack track = nextTrack(position, handler);
      PendingSamples sample = track == null ? null : track.samples();
      if (track == null || sample == null || !isHere(sample, position, to - at)) {
        return;
      }
      at += (int) (sample.offset() - position);
      at += cut(track, sample, bytes.slice(at, to - at), boxEnd, handler);
    }
  }

  /** Whether the sample begins within {@code left} bytes, or is empty and stands behind them. */
  private static boolean isHere(PendingSamples sample, long position, int left) {
    long ahead = sample.offset() - position;
    return ahead < left || (ahead == left && sample.size() == 0);
  }

  /** The track whose next sample comes first; samples behind {@code position} are given up. */
  private @Nullable PendingTrack nextTrack(long position, DemuxHandler handler) {
    PendingTrack first = null;
    long offset = Long.MAX_VALUE;
    for (PendingTrack track : tracks) {
      PendingSamples sample = reachable(track, position, handler);
      if (sample != null && sample.offset() < offset) {
        first = track;
        offset = sample.offset();
      }
    }
    return first;
  }

  private static @Nullable PendingSamples reachable(
      PendingTrack track, long position, DemuxHandler handler) {
    PendingSamples sample = track.samples();
    while (sample != null && (sample.offset() < position || !track.isReadable(sample))) {
      if (track.isReadable(sample) && track.reportsLoss()) {
        handler.onLoss(
            track.trackId(),
            new Malformed(
                sample.offset(),
                "track %d: a sample lies before its turn; interleave in decode order",
                track.trackId()));
      }
      sample.dropRun();
      sample = track.samples();
    }
    return sample;
  }

  /** Hands the next sample out if it is all there, else begins to gather it. */
  private int cut(
      PendingTrack track, PendingSamples sample, Payload bytes, long boxEnd, DemuxHandler handler) {
    long size = sample.size();
    MediaException reason = unreadable(track, sample, size, boxEnd);
    if (reason != null) {
      if (track.reportsLoss()) {
        handler.onLoss(track.trackId(), reason);
      }
      sample.dropRun();
      return 0;
    }
    if (size > bytes.length()) {
      body.expect((int) size);
      gathering = track;
      return 0;
    }
    handOut(track, sample, bytes.slice(0, (int) size), handler);
    return (int) size;
  }

  private static @Nullable MediaException unreadable(
      PendingTrack track, PendingSamples sample, long size, long boxEnd) {
    if (size > MAX_SAMPLE_BYTES) {
      return new Unsupported(
          sample.offset(), "sample of %d bytes, at most %d", size, MAX_SAMPLE_BYTES);
    }
    if (size > boxEnd - sample.offset()) {
      return new Malformed(sample.offset(), "sample of %d bytes ends behind its box", size);
    }
    return track.isInTime(sample)
        ? null
        : new Malformed(sample.offset(), "sample at %d ticks", sample.pts());
  }

  private int gather(PendingTrack track, Payload bytes, int at, DemuxHandler handler) {
    int taken = body.fill(bytes, at);
    PendingSamples sample = track.samples();
    if (body.isComplete() && sample != null) {
      gathering = null;
      handOut(track, sample, body.take(), handler);
    }
    return taken;
  }

  private void handOut(
      PendingTrack track, PendingSamples sample, Payload data, DemuxHandler handler) {
    if (track.changes(sample)) {
      track.take(sample.description());
      handler.onTracks(announced());
    }
    handler.onAccessUnit(track.unit(sample, data));
    sample.next();
  }

  void save(DataOutput out) throws IOException {
    for (PendingTrack track : tracks) {
      track.save(out);
    }
    out.writeInt(gathering == null ? 0 : gathering.trackId());
    body.save(out);
  }

  /** Reads what {@link #save} wrote of the same movie. */
  static SampleCutter load(DataInput in, List<Fmp4Track> movie) throws IOException {
    SampleCutter cutter = new SampleCutter();
    List<PendingTrack> loaded = new ArrayList<>();
    for (Fmp4Track track : movie) {
      loaded.add(PendingTrack.load(in, track));
    }
    cutter.start(loaded);
    int gathered = in.readInt();
    cutter.gathering = gathered == 0 ? null : cutter.track(gathered);
    cutter.body = ByteAccumulator.load(in, MAX_SAMPLE_BYTES);
    return cutter;
  }
}
