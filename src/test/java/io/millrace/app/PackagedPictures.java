package io.millrace.app;

import io.millrace.ingest.IngestSettings;
import io.millrace.media.Ladder;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.TranscodeSettings;
import java.io.IOException;
import java.nio.file.Path;

/** A published stream of the test picture, in segments of one second. */
public final class PackagedPictures {
  private PackagedPictures() {}

  /** Makes {@code directory/stream} with {@code count} segments of each rendition. */
  public static void make(Path directory, String stream, int count, String ladder)
      throws IOException {
    try (ObjectStore store = LocalStore.open(directory);
        FilePackager packager =
            new FilePackager(
                stream,
                IngestSettings.of(SegmentSettings.DEFAULT),
                TranscodeSettings.of(Ladder.parse(ladder)),
                store)) {
      for (SegmentUnit unit : PictureSegments.make(stream, count)) {
        packager.onSegment(unit);
      }
      packager.end();
    }
  }
}
