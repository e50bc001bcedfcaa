package io.millrace.ingest;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.demux.libav.Passes;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentHandler;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.Segmenter;
import io.millrace.segment.TrackSegment;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one live stream between two records: the state of INGEST. Same records, same
 * segments, wherever it was saved and loaded in between.
 *
 * <p>Rules of order: within a session, a record that came already is dropped, and a missing one is
 * a loss. A higher session takes over: what is open is closed, numbering and timeline go on.
 * Records of a lower session, and of a stream that has ended, are refused.
 */
public final class StreamIngest {
  private static final int VERSION = 1;

  /** Why an access unit is dropped that cannot be read; the loss says more. */
  private static final String DAMAGED = "DAMAGED";

  private final String stream;
  private final IngestSettings settings;
  private Segmenter segmenter;
  private StreamAccount account = new StreamAccount();
  private final Flow flow = new Flow();
  private final Found found = new Found();
  private Passes passes = Passes.HERE;
  private DetectingDemuxer demuxer;
  private ElementaryStage stage;
  private long session = Long.MIN_VALUE;
  private long nextSequence;
  private long duplicates;
  private boolean ended;

  /** Why nothing more of this session can be read; null as long as it can. */
  private @Nullable String unreadable;

  public StreamIngest(String stream, IngestSettings settings) {
    this.stream = stream;
    this.settings = settings;
    this.demuxer = newDemuxer();
    this.stage = newStage();
    this.segmenter = newSegmenter();
  }

  /** A stream of which all is published that can pass through. */
  public StreamIngest(String stream, SegmentSettings segments) {
    this(stream, IngestSettings.of(segments));
  }

  private DetectingDemuxer newDemuxer() {
    DetectingDemuxer opened = new DetectingDemuxer(settings.frameRate());
    opened.readBy(passes);
    return opened;
  }

  private ElementaryStage newStage() {
    return new ElementaryStage(flow, settings.parameterSets(), settings.h264Sync());
  }

  private Segmenter newSegmenter() {
    return new Segmenter(stream, settings.segments(), settings.selection());
  }

  /** Says where FFmpeg's demuxers run from here on; it changes nothing, and is not saved. */
  public void readBy(Passes other) {
    passes = other;
    demuxer.readBy(other);
  }

  public StreamAccount account() {
    return account;
  }

  /** Records that were dropped because they had come already. */
  public long duplicates() {
    return duplicates;
  }

  /** True after END: what remains of the state is only what refuses late records. */
  public boolean hasEnded() {
    return ended;
  }

  public void accept(IngestInput record, IngestOutput output) {
    if (ended) {
      output.onRejected(-1, "stream has ended; publish under another stream id");
      return;
    }
    if (record.session() < session) {
      output.onRejected(
          -1, "session %d is over, session %d took over".formatted(record.session(), session));
      return;
    }
    flow.begin(record.ingestTime(), output);
    try {
      inOrder(record);
    } finally {
      flow.finish();
    }
  }

  private void inOrder(IngestInput record) {
    if (record.session() > session) {
      takeOver(record);
    } else if (record.sequence() < nextSequence) {
      duplicates++;
      return;
    } else if (record.sequence() > nextSequence) {
      missing(record);
    }
    nextSequence = record.sequence() + 1;
    switch (record.kind()) {
      case CHUNK -> push(record);
      case END -> end();
    }
  }

  private void takeOver(IngestInput record) {
    if (session != Long.MIN_VALUE) {
      drain();
      segmenter.takeOver(flow);
    }
    session = record.session();
    demuxer = newDemuxer();
    stage = newStage();
    unreadable = null;
  }

  private void missing(IngestInput record) {
    flow.output()
        .onLoss(
            -1,
            "records %d to %d of session %d are missing"
                .formatted(nextSequence, record.sequence() - 1, session));
    if (unreadable == null) {
      attempt(() -> demuxer.skip(found));
    }
  }

  private void push(IngestInput record) {
    if (unreadable != null) {
      flow.output().onRejected(-1, "session cannot be read: " + unreadable);
      return;
    }
    attempt(() -> demuxer.push(record.data(), found));
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (MediaException e) {
      unreadable = String.valueOf(e.getMessage());
      flow.output().onRejected(e.byteOffset(), unreadable);
      stage.end();
      segmenter.loss(DemuxHandler.ALL_TRACKS, flow);
    }
  }

  private void drain() {
    if (unreadable == null) {
      attempt(() -> demuxer.end(found));
      stage.end();
    }
  }

  private void end() {
    drain();
    segmenter.end(flow);
    ended = true;
    demuxer = newDemuxer();
    stage = newStage();
    segmenter = newSegmenter();
  }

  /**
   * The way of the access units of the record in hand: from the stage to the segmenter, and out.
   */
  private final class Flow implements ElementaryHandler, SegmentHandler {
    private long ingestTime;
    private @Nullable IngestOutput current;

    void begin(long time, IngestOutput output) {
      ingestTime = time;
      current = output;
    }

    void finish() {
      current = null;
    }

    IngestOutput output() {
      if (current == null) {
        throw new IllegalStateException("Cannot hand out: no record is being read");
      }
      return current;
    }

    @Override
    public void onTracks(List<Track> tracks) {
      segmenter.tracks(tracks, this);
    }

    @Override
    public void onFormat(int trackId, TrackFormat format) {
      segmenter.format(trackId, format, this);
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      found.answer();
      segmenter.accessUnit(unit, ingestTime, this);
    }

    @Override
    public void onDropped(int trackId, DropReason reason, long byteOffset) {
      found.answer();
      if (reason == DropReason.UNSUPPORTED_CODEC) {
        segmenter.unprepared(trackId, this);
      } else {
        account.dropped(reason.name(), 1);
      }
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      found.damaged = true;
      output().onLoss(reason.byteOffset(), String.valueOf(reason.getMessage()));
      segmenter.loss(trackId, this);
    }

    @Override
    public void onSegment(SegmentUnit unit) {
      for (TrackSegment track : unit.tracks()) {
        account.published(track.samples().size(), track.silentSamples());
      }
      output().onSegment(unit);
    }

    @Override
    public void onDropped(MediaType type, io.millrace.segment.DropReason reason, int count) {
      account.dropped(type.name() + "_" + reason.name(), count);
    }

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {
      output().onEvent(event, count, detail);
    }
  }

  /**
   * What the demuxer finds, counted before the stage looks into it. The stage need not answer each
   * access unit by exactly one: of what it keeps silent about, the account must hear nevertheless.
   */
  private final class Found implements DemuxHandler {
    private boolean asking;
    private boolean damaged;
    private int answers;

    @Override
    public void onTracks(List<Track> tracks) {
      stage.onTracks(tracks);
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      account.received(1);
      asking = true;
      damaged = false;
      answers = 0;
      stage.onAccessUnit(unit);
      asking = false;
      if (answers == 0 && damaged) {
        account.dropped(DAMAGED, 1);
      } else if (answers == 0) {
        segmenter.unprepared(unit.trackId(), flow);
      } else {
        account.received(answers - 1);
      }
    }

    /** One access unit came out of the stage, or was dropped there. */
    void answer() {
      if (asking) {
        answers++;
      } else {
        account.received(1);
      }
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      stage.onLoss(trackId, reason);
    }
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(session);
    out.writeLong(nextSequence);
    out.writeLong(duplicates);
    out.writeBoolean(ended);
    out.writeBoolean(unreadable != null);
    if (unreadable != null) {
      out.writeUTF(unreadable);
    }
    account.save(out);
    demuxer.save(out);
    stage.save(out);
    segmenter.save(out);
  }

  /** Reads what {@link #save} wrote of a stream with these settings. */
  public static StreamIngest load(DataInput in, String stream, IngestSettings settings)
      throws IOException {
    SavedMedia.readVersion(in, VERSION, "stream");
    StreamIngest loaded = new StreamIngest(stream, settings);
    loaded.session = in.readLong();
    loaded.nextSequence = in.readLong();
    loaded.duplicates = in.readLong();
    loaded.ended = in.readBoolean();
    loaded.unreadable = in.readBoolean() ? in.readUTF() : null;
    loaded.account = StreamAccount.load(in);
    loaded.demuxer = DetectingDemuxer.load(in);
    loaded.stage =
        ElementaryStage.load(in, loaded.flow, settings.parameterSets(), settings.h264Sync());
    loaded.segmenter = Segmenter.load(in, stream, settings.segments(), settings.selection());
    return loaded;
  }
}
