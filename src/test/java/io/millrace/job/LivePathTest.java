package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MadeMedia;
import io.millrace.RealFiles;
import io.millrace.SecondOpinion;
import io.millrace.publish.PlaylistSettings;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.RejectedInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole walk: a real broker, the job on a local cluster, a directory as the store. */
class LivePathTest {
  private static final Path MEDIA = Path.of("../shared/media/derived/dev");
  private static final int CHUNK_BYTES = 64 << 10;

  @TempDir Path directory;

  private LivePath path;

  @BeforeEach
  void start() throws Exception {
    path = LivePath.start(directory);
  }

  @AfterEach
  void stop() throws Exception {
    path.close();
  }

  private Path store() {
    return path.store();
  }

  private static byte[] media(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    return Files.readAllBytes(file);
  }

  @Test
  void publishesTheSameBytesAsTheLibraryAlone() throws Exception {
    List<Publisher> publishers =
        List.of(
            new Publisher("live-mkv", 1, media("train_h264_aac_ffmpeg_live.mkv"), CHUNK_BYTES),
            new Publisher("gst-mkv", 1, media("train_h264_aac_gst_streamable.mkv"), CHUNK_BYTES),
            new Publisher("laced-mkv", 1, media("train_h264_aac_mkvmerge_lacing.mkv"), 10_007),
            new Publisher("zlib-mkv", 1, media("train_h264_zlibvideo.mkv"), CHUNK_BYTES),
            new Publisher("camera-mkv", 1, media("flower720_h264_mkvmerge.mkv"), 256 << 10),
            new Publisher("wrap-ts", 1, media("train_h264_aac_ptswrap.ts"), 1316 * 7));
    for (Publisher publisher : publishers) {
      path.topics().send("ingest", publisher);
    }
    path.awaitEnds(publishers.size());
    Path alone = directory.resolve("alone");
    for (Publisher publisher : publishers) {
      LibraryAlone.publish(publisher, alone, PlaylistSettings.event());
    }
    assertThat(LivePath.objects(store())).isEqualTo(LivePath.objects(alone));
    assertThat(LivePath.objects(store()))
        .containsKeys(
            "live-mkv/main.m3u8", "zlib-mkv/video/00000000.m4s", "wrap-ts/audio/index.m3u8");
    assertThat(Files.readString(store().resolve("live-mkv/video/index.m3u8")))
        .containsOnlyOnce("#EXT-X-ENDLIST");
    for (Publisher publisher : publishers) {
      String playlist = store().resolve(publisher.stream() + "/main.m3u8").toString();
      SecondOpinion.assertConforming(playlist);
      SecondOpinion.assertDecodes(playlist);
    }
  }

  @Test
  void publishesEveryAudioTrack() throws Exception {
    List<String> languages = List.of("eng", "fra");
    List<Publisher> publishers =
        List.of(
            new Publisher(
                "two-mkv", 1, MadeMedia.make(directory, "mkv", "320x180", languages), 10_007),
            new Publisher(
                "two-ts", 1, MadeMedia.make(directory, "ts", "320x180", languages), 1316 * 7));
    for (Publisher publisher : publishers) {
      path.topics().send("ingest", publisher);
    }
    path.awaitEnds(publishers.size());
    Path alone = directory.resolve("alone");
    for (Publisher publisher : publishers) {
      LibraryAlone.publish(publisher, alone, PlaylistSettings.event());
      String playlist = store().resolve(publisher.stream() + "/main.m3u8").toString();
      SecondOpinion.assertConforming(playlist);
      SecondOpinion.assertDecodes(playlist);
    }
    assertThat(LivePath.objects(store())).isEqualTo(LivePath.objects(alone));
    assertThat(LivePath.objects(store()))
        .containsKeys("two-mkv/audio/index.m3u8", "two-ts/audio-2/index.m3u8");
  }

  @Test
  void badRecordsGoToTheDeadLetterTopicAndOtherStreamsGoOn() throws Exception {
    Publisher good = new Publisher("good", 1, media("train_h264_aac_ffmpeg_live.mkv"), CHUNK_BYTES);
    Map<String, String> expected = new TreeMap<>();
    bad(
        expected,
        "good",
        "not avro".getBytes(StandardCharsets.UTF_8),
        "no Avro single-object header");
    bad(expected, "good", new byte[0], "no bytes");
    bad(expected, "good", new byte[20 << 20], "20971520 bytes, at most 8388608");
    bad(expected, "../x", record("../x"), "Invalid stream id '../x'");
    bad(expected, "a\nb", record("a\nb"), "Invalid stream id 'a?b'");
    bad(expected, "y", record("x".repeat(1 << 16)), "(65536 characters)");
    bad(expected, "other", record("good"), "key 'other', must be the stream id 'good'");
    byte[] unknown = record("good");
    unknown[3] ^= 1;
    bad(expected, "good", unknown, "unknown schema");
    bad(expected, "noise", record("noise"), "");
    path.topics().send("ingest", good);
    path.awaitEnds(1);
    List<RejectedInput> rejected =
        path.topics()
            .readUntil(
                "rejected", RecordCoder.rejectedInputs(), all -> all.size() >= expected.size() - 1);
    for (RejectedInput input : rejected) {
      assertThat(input.getReason())
          .contains(expected.get("%d@%d".formatted(input.getPartition(), input.getOffset())));
      assertThat(input.getTopic()).isEqualTo("ingest");
    }
    assertThat(LivePath.objects(store())).containsKey("good/main.m3u8");
  }

  @Test
  void everyRealFileBecomesWhatTheLibraryAloneMakesOfIt() throws Exception {
    List<Publisher> publishers = new ArrayList<>();
    for (Path file : RealFiles.all()) {
      String stream = "file-" + publishers.size();
      publishers.add(new Publisher(stream, 1, Files.readAllBytes(file), CHUNK_BYTES));
    }
    Path alone = directory.resolve("alone");
    for (Publisher publisher : publishers) {
      path.topics().send("ingest", publisher);
      LibraryAlone.publish(publisher, alone, PlaylistSettings.event());
    }
    // A stream of which nothing could be published has no end to tell of.
    path.awaitEnds(playlists(alone));
    assertThat(LivePath.objects(store()))
        .isEqualTo(LivePath.objects(alone))
        .hasSizeGreaterThan(500);
  }

  private static int playlists(Path root) throws IOException {
    return (int)
        LivePath.objects(root).keySet().stream().filter(n -> n.endsWith("/main.m3u8")).count();
  }

  private void bad(Map<String, String> expected, String key, byte[] value, String reason)
      throws Exception {
    var place = path.topics().send("ingest", IngestRecords.key(key), value);
    expected.put("%d@%d".formatted(place.partition(), place.offset()), reason);
  }

  private static byte[] record(String stream) {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(RecordCoder.DEFAULT_MAX_BYTES);
    return coder.encode(
        IngestRecords.chunk(stream, 1, 0, Instant.EPOCH, ByteBuffer.wrap(new byte[] {1, 2, 3})));
  }
}
