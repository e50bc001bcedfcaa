package io.millrace.ingest;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.demux.libav.Passes;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of one session after the other. Where a record cannot be read it is rejected, and
 * reading goes on with the next one where the container can be joined in the middle; where it
 * cannot, the rest of the session is rejected too.
 */
final class SessionReader {
  /** Failures without one access unit in between, after which the session is given up. */
  static final int MAX_FAILURES = 8;

  private final IngestSettings settings;
  private final Demuxers demuxers;
  private final Flow flow;
  private final Found found = new Found();
  private Passes passes = Passes.here();
  private Demuxer demuxer;
  private ElementaryStage stage;

  /** Bytes of the session so far. */
  private long bytes;

  private int failures;

  /** Why nothing more of this session can be read; null as long as it can. */
  private @Nullable String unreadable;

  SessionReader(IngestSettings settings, Demuxers demuxers, Flow flow) {
    this.settings = settings;
    this.demuxers = demuxers;
    this.flow = flow;
    this.demuxer = demuxers.open(OptionalLong.empty());
    this.stage = newStage();
  }

  /** Says where FFmpeg's demuxers run from here on. */
  void readBy(Passes other) {
    passes = other;
    use(demuxer);
  }

  private void use(Demuxer next) {
    demuxer = next;
    if (next instanceof DetectingDemuxer detecting) {
      detecting.readBy(passes);
    }
  }

  private ElementaryStage newStage() {
    return new ElementaryStage(flow, settings.parameterSets(), settings.h264Sync());
  }

  /** What is asked of the demuxer. */
  private enum Step {
    PUSH,
    SKIP,
    END
  }

  void push(IngestInput record) {
    if (unreadable != null) {
      flow.reject(record, -1, "session cannot be read: " + unreadable);
    } else {
      attempt(Step.PUSH, record);
    }
  }

  /** Says that bytes before those of {@code record} are missing. */
  void missing(IngestInput record) {
    if (unreadable == null) {
      attempt(Step.SKIP, record);
    }
  }

  /** Says that {@code record} ends the stream: hands out all there is. */
  void end(IngestInput record) {
    finish(record);
    if (!survives(record, () -> flow.segmenter().end(flow))) {
      survives(record, () -> flow.segmenter().abandon(flow));
      survives(record, () -> flow.segmenter().end(flow));
    }
  }

  /**
   * Ends the session and begins that of {@code record}.
   *
   * @param goesOn whether it may go on where this one stops. Then this one was cut off, and the
   *     next may bring what is missing of it: that something ends in its middle is no loss
   */
  void takeOver(IngestInput record, boolean goesOn) {
    survives(record, () -> flow.segmenter().sessionEnds(flow));
    found.cutOff = goesOn;
    finish(record);
    found.cutOff = false;
    leave(record, () -> flow.segmenter().takeOver(goesOn, flow));
    use(demuxers.open(goesOn ? demuxer.clock() : OptionalLong.empty()));
    stage = newStage();
    bytes = 0;
    failures = 0;
    unreadable = null;
  }

  private void finish(IngestInput record) {
    if (unreadable == null) {
      attempt(Step.END, record);
    }
  }

  private void attempt(Step step, IngestInput record) {
    try {
      switch (step) {
        case PUSH -> {
          bytes += record.data().length();
          demuxer.push(record.data(), found);
        }
        case SKIP -> demuxer.skip(found);
        case END -> {
          demuxer.end(found);
          stage.end();
        }
      }
    } catch (MediaException e) {
      if (flow.isHandingOut()) {
        throw e;
      }
      String reason = String.valueOf(e.getMessage());
      flow.reject(record, e.byteOffset(), reason);
      survives(record, stage::end); // what it holds lies before the failure
      recover(record, reason);
    } catch (RuntimeException | StackOverflowError e) { // what nobody foresaw
      if (isNotOfTheRecord(e)) {
        throw e;
      }
      flow.failed(record, e);
      recover(record, "fault of the program: " + e);
    }
  }

  /** Takes a step that may fail as nobody foresaw; false if it did. */
  private boolean survives(IngestInput record, Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      if (isNotOfTheRecord(e)) {
        throw e;
      }
      flow.failed(record, e);
      return false;
    }
  }

  /** Of the output, or of a task that ends: what was done of the record is done again. */
  private boolean isNotOfTheRecord(Throwable failure) {
    return flow.isHandingOut() || failure instanceof CancellationException;
  }

  /** Goes on behind a failure with what it cannot have touched. */
  private void recover(IngestInput record, String reason) {
    failures++;
    Optional<Demuxer> again =
        failures < MAX_FAILURES ? demuxer.rejoin(bytes) : Optional.<Demuxer>empty();
    if (again.isPresent()) {
      use(again.get());
    } else {
      unreadable = reason + "; begin another session";
    }
    stage = newStage();
    leave(record, () -> flow.segmenter().takeOver(false, flow));
  }

  private void leave(IngestInput record, Runnable leaving) {
    if (!survives(record, leaving)) {
      survives(record, () -> flow.segmenter().abandon(flow));
    }
  }

  /** What the demuxer finds, on its way into the stage. */
  private final class Found implements DemuxHandler {
    private boolean cutOff;

    @Override
    public void onTracks(List<Track> tracks) {
      stage.onTracks(tracks);
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      flow.ask();
      stage.onAccessUnit(unit);
      flow.asked(unit.trackId());
      failures = 0;
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      if (!cutOff) {
        stage.onLoss(trackId, reason);
      }
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(bytes);
    out.writeInt(failures);
    out.writeBoolean(unreadable != null);
    if (unreadable != null) {
      out.writeUTF(unreadable);
    }
    demuxer.save(out);
    stage.save(out);
  }

  /** Reads what {@link #save} wrote. */
  void load(DataInput in) throws IOException {
    bytes = in.readLong();
    failures = in.readInt();
    unreadable = in.readBoolean() ? in.readUTF() : null;
    use(demuxers.load(in));
    stage = ElementaryStage.load(in, flow, settings.parameterSets(), settings.h264Sync());
  }
}
