package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MadeMedia;
import io.millrace.SecondOpinion;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole walk with a ladder: the segments of one stream are encoded on all slots. */
class LadderPathTest {
  private static final String LADDER = "copy,144p:300k,90p:100k";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void publishesTheSameBytesAsTheLibraryAlone(int parallelism) throws Exception {
    List<Publisher> publishers =
        List.of(
            new Publisher("mkv", 1, media("mkv"), 10_007),
            new Publisher("ts", 1, media("ts"), 1316 * 7));
    Path alone = directory.resolve("alone");
    try (LivePath path =
        LivePath.start(
            directory, parallelism, LivePath.Workers.OWN, "--transcode.ladder=" + LADDER)) {
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

  /** Three segments. */
  private byte[] media(String suffix) throws Exception {
    return MadeMedia.make(directory, suffix, "320x180", List.of("eng"), "-t", "6");
  }
}
