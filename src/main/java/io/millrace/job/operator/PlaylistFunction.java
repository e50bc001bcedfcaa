package io.millrace.job.operator;

import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.PlaylistState;
import io.millrace.job.record.Publication;
import io.millrace.job.record.StoreOutcome;
import io.millrace.playlist.StoredSegment;
import io.millrace.publish.BrokenStreamException;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.segment.SegmentUnit;
import io.millrace.wire.StreamEventKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored segments, in any order, to the next versions of their stream's playlists. After an alarm a
 * stream publishes nothing more, so that players keep what is right.
 */
public final class PlaylistFunction
    extends KeyedProcessFunction<String, StoreOutcome, Publication> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PlaylistFunction.class);
  private static final ValueStateDescriptor<PlaylistState> PLAYLISTS =
      new ValueStateDescriptor<>("playlists", Forms.PLAYLIST_STATE.serializer());

  private final JobSettings settings;
  private transient ValueState<PlaylistState> playlists;

  /** Streams that were published since the start. */
  private transient Set<String> told;

  public PlaylistFunction(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    playlists = getRuntimeContext().getState(PLAYLISTS);
    told = new HashSet<>();
  }

  @Override
  public void processElement(StoreOutcome outcome, Context context, Collector<Publication> out)
      throws Exception {
    PlaylistState state = playlists.value();
    if (state == null) {
      state = PlaylistState.start(outcome.stream(), settings.playlistSettings());
    }
    if (!state.stopped()) {
      state = accept(state, outcome, context, out);
    }
    keep(state, outcome);
  }

  private PlaylistState accept(
      PlaylistState state, StoreOutcome outcome, Context context, Collector<Publication> out) {
    StoredSegment segment = outcome.segment();
    if (segment == null) {
      return stop(state, outcome, outcome.alarm(), context);
    }
    try {
      Optional<PlaylistUpdate> before =
          told.contains(segment.stream())
              ? Optional.empty()
              : state.playlists().multivariantAgain();
      List<PlaylistUpdate> updates = state.playlists().accept(segment);
      if (!updates.isEmpty()) {
        told.add(segment.stream());
        before.ifPresent(update -> updates.add(0, update));
        out.collect(
            new Publication(
                segment.stream(),
                segment.tracks().isEmpty() ? Event.NO_SEGMENT : segment.number(),
                segment.programDateTime(),
                updates));
      }
      return state;
    } catch (BrokenStreamException e) {
      return stop(state, outcome, String.valueOf(e.getMessage()), context);
    }
  }

  private static PlaylistState stop(
      PlaylistState state, StoreOutcome outcome, String alarm, Context context) {
    LOG.error("Stream {}: {}", state.stream(), alarm);
    context.output(
        Outputs.EVENTS,
        new Event(
            state.stream(), StreamEventKind.ALARM, outcome.number(), SegmentUnit.NO_DATE, alarm));
    return state.stop();
  }

  /** Nothing comes after the end, so nothing is kept; INGEST refuses what comes late. */
  private void keep(PlaylistState state, StoreOutcome outcome) throws Exception {
    boolean end = outcome.segment() != null && outcome.segment().end();
    if (state.playlists().hasEnded() || (state.stopped() && end)) {
      told.remove(state.stream());
      playlists.clear();
    } else {
      playlists.update(state);
    }
  }
}
