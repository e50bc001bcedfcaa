package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MadeMedia;
import io.millrace.SecondOpinion;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole walk with a ladder: the segments of one stream are encoded on both slots. */
class LadderPathTest {
  private static final String LADDER = "copy,144p:300k,90p:100k";

  @TempDir Path directory;

  @Test
  void publishesTheSameBytesAsTheLibraryAlone() throws Exception {
    List<Publisher> publishers =
        List.of(
            new Publisher(
                "mkv", 1, MadeMedia.make(directory, "mkv", "320x180", List.of("eng")), 10_007),
            new Publisher(
                "ts", 1, MadeMedia.make(directory, "ts", "320x180", List.of("eng")), 1316 * 7));
    Path alone = directory.resolve("alone");
    try (LivePath path = LivePath.start(directory, "--transcode.ladder=" + LADDER)) {
      for (Publisher publisher : publishers) {
        path.topics().send("ingest", publisher);
      }
      path.awaitEnds(publishers.size());
      for (Publisher publisher : publishers) {
        LibraryAlone.publish(publisher, alone, PlaylistSettings.event(), Ladder.parse(LADDER));
        String playlist = path.store().resolve(publisher.stream() + "/main.m3u8").toString();
        SecondOpinion.assertConforming(playlist);
        SecondOpinion.assertDecodes(playlist);
      }
      assertThat(LivePath.objects(path.store())).isEqualTo(LivePath.objects(alone));
      assertThat(LivePath.objects(path.store()))
          .containsKeys("mkv/video-144p/00000001.m4s", "ts/video-90p/index.m3u8");
    }
  }
}
