package io.millrace.ingest;

import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentHandler;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.Segmenter;
import io.millrace.segment.TrackSegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of the access units of the record in hand: from the stage to the segmenter, and out. The
 * stage need not answer each access unit by exactly one: of what it keeps silent about, the account
 * must hear nevertheless.
 */
final class Flow implements ElementaryHandler, SegmentHandler {
  /** Why an access unit is dropped that cannot be read; the loss says more. */
  private static final String DAMAGED = "DAMAGED";

  private Segmenter segmenter;
  private StreamAccount account;
  private long ingestTime;
  private @Nullable IngestOutput output;

  /** What is thrown now is thrown by those who take the results: no fault of the input. */
  private boolean handingOut;

  /** Whether an access unit is in the stage, and what was said of it. */
  private boolean asking;

  private boolean damaged;
  private int answers;

  Flow(Segmenter segmenter, StreamAccount account) {
    this.segmenter = segmenter;
    this.account = account;
  }

  Segmenter segmenter() {
    return segmenter;
  }

  StreamAccount account() {
    return account;
  }

  void restart(Segmenter next) {
    segmenter = next;
  }

  void begin(IngestOutput next) {
    output = next;
    handingOut = false;
  }

  /** Says whose access units come now. */
  void reads(IngestInput record) {
    ingestTime = record.ingestTime();
  }

  void finish() {
    output = null;
  }

  private IngestOutput out() {
    if (output == null) {
      throw new IllegalStateException("Cannot hand out: no record is being read");
    }
    handingOut = true;
    return output;
  }

  void reject(IngestInput record, long byteOffset, String reason) {
    out().onRejected(record, byteOffset, reason);
    handingOut = false;
  }

  /** Whether what was thrown is of those who take the results: then it is for the caller. */
  boolean isHandingOut() {
    return handingOut;
  }

  /**
   * Tells of a fault that was met while {@code record} was read, and closes the account of the
   * access unit in hand.
   */
  void failed(IngestInput record, Throwable fault) {
    giveUp();
    out().onFault(record, fault);
    handingOut = false;
  }

  void loss(long byteOffset, String reason) {
    out().onLoss(byteOffset, reason);
    handingOut = false;
  }

  /** An access unit goes into the stage. */
  void ask() {
    account.received(1);
    asking = true;
    damaged = false;
    answers = 0;
  }

  /** It is through. */
  void asked(int trackId) {
    asking = false;
    if (answers == 0 && damaged) {
      account.dropped(DAMAGED, 1);
    } else if (answers == 0) {
      segmenter.unprepared(trackId, this);
    } else {
      account.received(answers - 1);
    }
  }

  private void giveUp() {
    if (asking) {
      asking = false;
      account.received(answers - 1);
      if (answers == 0) {
        account.received(1);
        account.dropped(DAMAGED, 1);
      }
    }
  }

  private void answer() {
    if (asking) {
      answers++;
    } else {
      account.received(1);
    }
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
    answer();
    segmenter.accessUnit(unit, ingestTime, this);
  }

  @Override
  public void onDropped(int trackId, DropReason reason, long byteOffset) {
    answer();
    if (reason == DropReason.UNSUPPORTED_CODEC) {
      segmenter.unprepared(trackId, this);
    } else {
      account.dropped(reason.name(), 1);
    }
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    damaged = true;
    loss(reason.byteOffset(), String.valueOf(reason.getMessage()));
    segmenter.loss(trackId, this);
  }

  @Override
  public void onSegment(SegmentUnit unit) {
    for (TrackSegment track : unit.tracks()) {
      account.published(track.samples().size(), track.silentSamples());
    }
    out().onSegment(unit);
    handingOut = false;
  }

  @Override
  public void onDropped(MediaType type, io.millrace.segment.DropReason reason, int count) {
    account.dropped(type.name() + "_" + reason.name(), count);
  }

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {
    out().onEvent(event, count, detail);
    handingOut = false;
  }

  void load(StreamAccount savedAccount, Segmenter savedSegmenter) {
    account = savedAccount;
    segmenter = savedSegmenter;
  }
}
