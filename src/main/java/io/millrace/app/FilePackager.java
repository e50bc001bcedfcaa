package io.millrace.app;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import io.millrace.transcode.TranscodeSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The walk of the data without Flink and Kafka: one input's bytes to a finished HLS presentation in
 * a store.
 */
final class FilePackager implements IngestOutput, AutoCloseable {
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);
  private static final long SESSION = 1;

  /** Segments on their way to the store; each is held in memory whole. */
  private static final int MAX_WRITING = 4;

  private final StreamIngest ingest;
  private final SegmentMaker maker;
  private final SegmentWriter writer;
  private final StreamPlaylists playlists;
  private final PlaylistPublisher publisher;
  private final Deque<CompletableFuture<StoredSegment>> writing = new ArrayDeque<>();
  private final Remarks remarks = new Remarks();
  private long sequence;
  private long segments;
  private long bytes;
  private long mediaMicros;

  FilePackager(
      String stream, IngestSettings settings, TranscodeSettings transcode, ObjectStore store) {
    this.ingest = new StreamIngest(stream, settings);
    this.maker = new SegmentMaker(transcode, this::write);
    this.writer = new SegmentWriter(store, RetrySettings.DEFAULT, PublishListener.SILENT);
    this.playlists = StreamPlaylists.start(stream, PlaylistSettings.vod());
    this.publisher =
        new PlaylistPublisher(
            store, "millrace-package", RetrySettings.DEFAULT, PublishListener.SILENT);
  }

  /** Takes the next bytes of the input. */
  void push(Payload block) {
    ingest.accept(IngestInput.chunk(SESSION, sequence++, SegmentUnit.NO_DATE, block), this);
  }

  /** Says that the input is over, and returns when all is in the store. */
  void end() {
    ingest.accept(IngestInput.end(SESSION, sequence++, SegmentUnit.NO_DATE), this);
    maker.finish();
    while (!writing.isEmpty()) {
      listOldest();
    }
  }

  /** Segments made so far. */
  long segments() {
    return segments;
  }

  /** Bytes of the media segments. */
  long bytes() {
    return bytes;
  }

  /** Microseconds of media in the segments. */
  long mediaMicros() {
    return mediaMicros;
  }

  List<String> remarks() {
    return remarks.lines();
  }

  @Override
  public void onSegment(SegmentUnit unit) {
    maker.make(unit);
  }

  private void write(PackagedSegment segment, String remark) {
    if (!remark.isEmpty()) {
      remarks.add(remark);
    }
    if (!segment.tracks().isEmpty()) {
      count(segment);
    }
    if (writing.size() >= MAX_WRITING) {
      listOldest();
    }
    writing.add(writer.write(segment));
  }

  private void count(PackagedSegment segment) {
    segments++;
    for (PackagedTrack track : segment.tracks()) {
      bytes += track.bytes();
    }
    PackagedTrack first = segment.tracks().get(0);
    mediaMicros += first.timescale().rescale(first.duration(), MICROSECONDS);
  }

  private void listOldest() {
    StoredSegment stored = SegmentMaker.join(writing.remove());
    for (PlaylistUpdate update : playlists.accept(stored)) {
      SegmentMaker.join(publisher.publish(update));
    }
  }

  @Override
  public void onRejected(IngestInput record, long byteOffset, String reason) {
    remarks.add("not used: " + reason);
  }

  @Override
  public void onLoss(long byteOffset, String reason) {
    remarks.add("lost: " + reason);
  }

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {
    remarks.add(event, detail);
  }

  @Override
  public void close() {
    maker.close();
  }
}
