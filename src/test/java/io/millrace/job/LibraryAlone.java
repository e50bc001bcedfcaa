package io.millrace.job;

import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.job.record.Arrival;
import io.millrace.libav.LibavException;
import io.millrace.media.Ladder;
import io.millrace.media.MediaException;
import io.millrace.media.Treatment;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import io.millrace.transcode.EncodedTracks;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.wire.IngestRecord;
import java.nio.file.Path;
import java.util.List;

/** The walk of the data without Flink and Kafka, to compare with: one stream into a store. */
public final class LibraryAlone {
  private final Walk walk;
  private final StreamIngest ingest;

  public LibraryAlone(String stream, ObjectStore store, PlaylistSettings settings, Ladder ladder) {
    walk = new Walk(stream, store, settings, ladder);
    EncodingSettings encoding = EncodingSettings.of(ladder, Treatment.AUTO, Treatment.AUTO);
    ingest = new StreamIngest(stream, IngestSettings.DEFAULT.with(encoding));
  }

  /** Takes the stream's next record, as the topic has it. */
  public void accept(IngestRecord record) {
    ingest.accept(Arrival.input(record), walk);
  }

  /** Ends when everything stands in the store. */
  public void settle() {
    walk.playlistPublisher.settled().join();
  }

  public static void publish(Publisher publisher, Path directory, PlaylistSettings settings) {
    publish(publisher, directory, settings, Ladder.SOURCE);
  }

  public static void publish(
      Publisher publisher, Path directory, PlaylistSettings settings, Ladder ladder) {
    publish(publisher.stream(), publisher.records(), directory, settings, ladder);
  }

  /** The same of records that a publisher did not send so. */
  static void publish(
      String stream,
      List<IngestRecord> records,
      Path directory,
      PlaylistSettings settings,
      Ladder ladder) {
    try (ObjectStore store = LocalStore.open(directory)) {
      LibraryAlone alone = new LibraryAlone(stream, store, settings, ladder);
      records.forEach(alone::accept);
      alone.settle();
    }
  }

  private static final class Walk implements IngestOutput {
    private final Ladder ladder;
    private final SegmentEncoder encoder;
    private final CmafPackager packager = new CmafPackager();
    private final SegmentWriter writer;
    private final StreamPlaylists playlists;
    private final PlaylistPublisher playlistPublisher;

    Walk(String stream, ObjectStore store, PlaylistSettings settings, Ladder ladder) {
      this.ladder = ladder;
      encoder = new SegmentEncoder(TranscodeSettings.of(ladder));
      writer = new SegmentWriter(store, RetrySettings.DEFAULT, PublishListener.SILENT);
      playlists = StreamPlaylists.start(stream, settings);
      playlistPublisher =
          new PlaylistPublisher(store, "test", RetrySettings.DEFAULT, PublishListener.SILENT);
    }

    @Override
    public void onSegment(SegmentUnit unit) {
      playlists
          .accept(writer.write(packager.pack(encoded(unit))).join())
          .forEach(update -> playlistPublisher.publish(update).join());
    }

    private SegmentUnit encoded(SegmentUnit unit) {
      try {
        return encoder.encode(unit);
      } catch (MediaException | LibavException e) {
        return EncodedTracks.without(unit, ladder);
      }
    }

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {}

    @Override
    public void onLoss(long byteOffset, String reason) {}

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {}
  }
}
