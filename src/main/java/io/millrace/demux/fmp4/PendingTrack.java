package io.millrace.demux.fmp4;

import io.millrace.media.AccessUnit;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is still to come of one track: first the samples of moov's tables, then those of moofs. */
final class PendingTrack {
  private static final int MAX_SAVED_RUNS = 1 << 24;

  private final Fmp4Track track;
  private final long maxTime;
  private @Nullable TableSamples table;
  private final Deque<RunSamples> runs = new ArrayDeque<>();

  /** The description that was announced last, counted from 0. */
  private int description;

  /** True from a report of loss to the next whole sample. */
  private boolean lossReported;

  /**
   * Begins with the samples of moov.
   *
   * @param origin of the file in the session, which chunk offsets are counted from
   */
  PendingTrack(Fmp4Track track, long origin) {
    this.track = track;
    this.maxTime = Ticks.max(track.timescale());
    this.description = track.firstDescription();
    this.table = track.tables().isEmpty() ? null : new TableSamples(track, origin);
  }

  int trackId() {
    return track.id();
  }

  /** As announced last. */
  Track announced() {
    return track.descriptions().get(description).track();
  }

  /** The samples to go on with; null if there are none. */
  @Nullable PendingSamples samples() {
    if (table != null) {
      if (table.hasNext()) {
        return table;
      }
      table = null;
    }
    return firstRun();
  }

  private @Nullable RunSamples firstRun() {
    RunSamples run = runs.peekFirst();
    while (run != null && !run.hasNext()) {
      runs.removeFirst();
      run = runs.peekFirst();
    }
    return run;
  }

  void add(RunSamples run) {
    runs.addLast(run);
  }

  /** Offset of the next sample of a fragment; {@link Long#MAX_VALUE} if there is none. */
  long runsOffset() {
    RunSamples run = firstRun();
    return run == null ? Long.MAX_VALUE : run.offset();
  }

  void clearRuns() {
    runs.clear();
  }

  /** Gives up all that is to come. */
  void clear() {
    table = null;
    runs.clear();
  }

  /** Whether samples of this description are access units that can be read. */
  boolean isReadable(PendingSamples sample) {
    return track.descriptions().get(sample.description()).readable();
  }

  /** Whether tracks must be announced again before this sample is handed out. */
  boolean changes(PendingSamples sample) {
    return sample.description() != description;
  }

  void take(int changed) {
    description = changed;
  }

  boolean isInTime(PendingSamples sample) {
    long pts = sample.pts() + track.shift();
    return pts <= maxTime && pts >= -maxTime;
  }

  AccessUnit unit(PendingSamples sample, Payload data) {
    lossReported = false;
    return new AccessUnit(
        track.id(),
        sample.pts() + track.shift(),
        sample.duration(),
        sample.sync(),
        data,
        sample.offset());
  }

  /** True the first time since the last whole sample. */
  boolean reportsLoss() {
    boolean first = !lossReported;
    lossReported = true;
    return first;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(description);
    out.writeBoolean(lossReported);
    out.writeBoolean(table != null);
    if (table != null) {
      table.save(out);
    }
    out.writeInt(runs.size());
    for (RunSamples run : runs) {
      run.save(out);
    }
  }

  static PendingTrack load(DataInput in, Fmp4Track track) throws IOException {
    PendingTrack loaded = new PendingTrack(track, 0);
    loaded.description = in.readInt();
    loaded.lossReported = in.readBoolean();
    loaded.table = in.readBoolean() ? TableSamples.load(in, track) : null;
    for (int i = SavedMedia.readCount(in, MAX_SAVED_RUNS, "runs"); i > 0; i--) {
      loaded.runs.addLast(RunSamples.load(in));
    }
    if (loaded.description < 0 || loaded.description >= track.descriptions().size()) {
      throw new IOException("Cannot read saved track: description " + loaded.description);
    }
    return loaded;
  }
}
