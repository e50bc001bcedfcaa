package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MadeMedia;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.transcode.worker.CrashingWorker;
import io.millrace.transcode.worker.OvertakenWorker;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders that crash, or are slow, in the whole walk. */
class EncodingPathTest {
  private static final String LADDER = "copy,144p:300k,90p:100k";

  @TempDir Path directory;

  private Publisher publisher(String stream) throws Exception {
    return new Publisher(
        stream, 1, MadeMedia.make(directory, "mkv", "320x180", List.of("eng")), 10_007);
  }

  @Test
  void aSegmentThatCrashesItsEncoderIsAGapAndNoOtherStreamSeesIt() throws Exception {
    Publisher poison = publisher(CrashingWorker.POISON);
    Publisher good = publisher("good");
    Path alone = directory.resolve("alone");
    try (LivePath path =
        LivePath.start(directory, CrashingWorker.class, "--transcode.ladder=" + LADDER)) {
      path.topics().send("ingest", poison);
      path.topics().send("ingest", good);
      path.awaitEnds(2);
      LibraryAlone.publish(good, alone, PlaylistSettings.event(), Ladder.parse(LADDER));
      LibraryAlone.publish(poison, alone, PlaylistSettings.event(), Ladder.parse(LADDER));
      assertThat(LivePath.objects(path.store().resolve("good")))
          .isEqualTo(LivePath.objects(alone.resolve("good")));
      assertThat(gaps(path.store().resolve("good/video-144p/index.m3u8"))).isEmpty();
      for (String rendition : List.of("video-144p", "video-90p")) {
        Path list = path.store().resolve("%s/%s".formatted(poison.stream(), rendition));
        assertThat(gaps(list.resolve("index.m3u8"))).containsExactly("00000001.m4s");
        assertThat(list.resolve("00000002.m4s")).isNotEmptyFile();
        assertThat(list.resolve("00000001.m4s")).doesNotExist();
        Path whole = alone.resolve("%s/%s/index.m3u8".formatted(poison.stream(), rendition));
        assertThat(Files.readString(list.resolve("index.m3u8")).replace("#EXT-X-GAP\n", ""))
            .isEqualTo(Files.readString(whole));
      }
      for (String rendition : List.of("video", "audio")) {
        Path list = path.store().resolve("%s/%s".formatted(poison.stream(), rendition));
        assertThat(gaps(list.resolve("index.m3u8"))).isEmpty();
      }
      assertThat(events(path, StreamEventKind.SEGMENT_GIVEN_UP))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getStream()).isEqualTo(poison.stream());
                assertThat(event.getSegment()).isEqualTo(1);
                assertThat(event.getDetail())
                    .startsWith(
                        "Cannot encode: given up after 2 attempts: crash: SIGSEGV in C  [libavutil");
              });
    }
  }

  @Test
  void segmentsThatOvertakeEachOtherArePublishedInOrder() throws Exception {
    String stream = "overtaken-" + ProcessHandle.current().pid();
    Publisher publisher = publisher(stream);
    Path alone = directory.resolve("alone");
    Files.deleteIfExists(OvertakenWorker.mark(stream));
    try (LivePath path =
        LivePath.start(directory, OvertakenWorker.class, "--transcode.ladder=" + LADDER)) {
      path.topics().send("ingest", publisher);
      path.awaitEnds(1);
      LibraryAlone.publish(publisher, alone, PlaylistSettings.event(), Ladder.parse(LADDER));
      assertThat(LivePath.objects(path.store())).isEqualTo(LivePath.objects(alone));
      assertThat(OvertakenWorker.mark(stream)).exists();
    } finally {
      Files.deleteIfExists(OvertakenWorker.mark(stream));
    }
  }

  private static List<StreamEvent> events(LivePath path, StreamEventKind kind) {
    return path
        .topics()
        .readUntil("events", RecordCoder.streamEvents(), all -> !of(all, kind).isEmpty())
        .stream()
        .filter(event -> event.getKind() == kind)
        .toList();
  }

  private static List<StreamEvent> of(List<StreamEvent> events, StreamEventKind kind) {
    return events.stream().filter(event -> event.getKind() == kind).toList();
  }

  /** Names of the segments that are gaps. */
  private static List<String> gaps(Path playlist) throws Exception {
    List<String> lines = Files.readAllLines(playlist);
    return lines.stream()
        .filter(line -> line.endsWith(".m4s"))
        .filter(line -> lines.get(lines.indexOf(line) - 2).equals("#EXT-X-GAP"))
        .toList();
  }
}
