package io.millrace;

import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.playlist.StoredSegment;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StoreSettings;
import io.millrace.publish.Stores;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** One input through the whole library into a directory, as the stream {@code cam-1}. */
final class Publication {
  private static final int PIECE_BYTES = 256 << 10;

  private Publication() {}

  /** Publishes {@code bytes} and tells {@code ingest} of it; all that came is accounted for. */
  static void publish(
      byte[] bytes, SegmentSettings settings, Path directory, RecordedIngest ingest) {
    publish(bytes, settings, UnaryOperator.identity(), directory, ingest);
  }

  /** The same with what {@code encoder} makes of each segment. */
  static void publish(
      byte[] bytes,
      SegmentSettings settings,
      UnaryOperator<SegmentUnit> encoder,
      Path directory,
      RecordedIngest ingest) {
    publish(bytes, IngestSettings.of(settings), encoder, directory, ingest);
  }

  /** The same where tracks are chosen. */
  static void publish(
      byte[] bytes,
      IngestSettings settings,
      UnaryOperator<SegmentUnit> encoder,
      Path directory,
      RecordedIngest ingest) {
    StreamIngest stream = new StreamIngest("cam-1", settings);
    long sequence = 0;
    for (Payload piece : RecordedIngest.pieces(bytes, PIECE_BYTES)) {
      stream.accept(IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, piece), ingest);
    }
    stream.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), ingest);
    if (stream.account().onTheirWay() != 0) {
      throw new AssertionError("Access units without account: " + stream.account().onTheirWay());
    }
    publish(ingest.units.stream().map(encoder).toList(), directory);
  }

  /** Publishes {@code units} of the stream {@code cam-1}. */
  static void publish(List<SegmentUnit> units, Path directory) {
    try (ObjectStore store = Stores.open(StoreSettings.of(directory.toUri().toString()))) {
      publish(units, store);
    }
  }

  private static void publish(List<SegmentUnit> units, ObjectStore store) {
    PublishListener listener = PublishListener.SILENT;
    CmafPackager packager = new CmafPackager();
    SegmentWriter writer = new SegmentWriter(store, RetrySettings.DEFAULT, listener);
    StreamPlaylists playlists = StreamPlaylists.start("cam-1", PlaylistSettings.vod());
    PlaylistPublisher publisher =
        new PlaylistPublisher(store, "test", RetrySettings.DEFAULT, listener);
    for (SegmentUnit unit : units) {
      StoredSegment stored = writer.write(packager.pack(unit)).join();
      for (PlaylistUpdate update : playlists.accept(stored)) {
        publisher.publish(update).join();
      }
    }
  }
}
