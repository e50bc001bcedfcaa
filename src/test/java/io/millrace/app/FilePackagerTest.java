package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.IngestSettings;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.TranscodeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePackagerTest {
  @TempDir Path directory;

  /** The same with nothing but zeros in place of the pictures. */
  private static SegmentUnit damaged(SegmentUnit unit) {
    TrackSegment video = unit.tracks().get(0);
    List<Sample> zeros =
        video.samples().stream()
            .map(
                sample ->
                    new Sample(
                        sample.duration(),
                        sample.compositionOffset(),
                        sample.sync(),
                        Payload.of(new byte[sample.data().length()])))
            .toList();
    TrackSegment empty =
        new TrackSegment(
            video.rendition(),
            video.format(),
            video.timescale(),
            video.baseMediaDecodeTime(),
            zeros);
    return unit.withTracks(List.of(empty, unit.tracks().get(1)));
  }

  @Test
  void aSegmentThatCannotBeEncodedIsAGapAndARemark() throws Exception {
    Ladder ladder = Ladder.parse("144p:300k");
    try (ObjectStore store = LocalStore.open(directory);
        FilePackager packager =
            new FilePackager(
                "cam-1",
                IngestSettings.of(SegmentSettings.DEFAULT),
                TranscodeSettings.of(ladder),
                store)) {
      for (SegmentUnit unit : PictureSegments.make("cam-1", 3)) {
        packager.onSegment(unit.number() == 1 ? damaged(unit) : unit);
      }
      packager.end();
      assertThat(packager.remarks())
          .contains("segment 1 not encoded: video: none of 30 pictures can be decoded (at byte 0)");
    }
    assertThat(Files.readString(directory.resolve("cam-1/video-144p/index.m3u8")))
        .containsOnlyOnce("#EXT-X-GAP\n#EXTINF:1.000000,\n00000001.m4s\n")
        .contains("00000002.m4s", "#EXT-X-ENDLIST");
    assertThat(Files.readString(directory.resolve("cam-1/audio/index.m3u8")))
        .doesNotContain("#EXT-X-GAP");
  }
}
