package io.millrace.app;

import static io.millrace.app.PublishedStream.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.PublishedStream.Result;
import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.publish.PlaylistSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildCommandTest {
  private static final String LADDER = "copy,144p:300k,90p:100k";

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static PublishedStream cam;

  @TempDir Path store;

  @BeforeAll
  static void start() {
    cam = PublishedStream.of("cam", 8);
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopic("ingest", 3, 1 << 20);
    for (String stream : new String[] {"other-1", "cam", "other-2"}) {
      cam.as(stream).send(kafka, "ingest", 0);
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void publish() {
    cam.publish(store, PlaylistSettings.event(), LADDER);
  }

  private Result rebuild(String line) {
    return run("rebuild --stream cam --bootstrap %s --store %s %s", kafka.bootstrap(), store, line);
  }

  @Test
  void computesWhatStands() throws IOException {
    Path out = directory.resolve("out");
    Result result = rebuild("--segment 2 --transcode.ladder " + LADDER + " --out " + out);
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    for (String rendition : new String[] {"video", "video-144p", "video-90p", "audio"}) {
      String name = "cam/%s/00000002.m4s".formatted(rendition);
      assertThat(result.out()).contains(name + ": equal\n");
      assertThat(out.resolve(name)).hasSameBinaryContentAs(store.resolve(name));
    }
    assertThat(result.out().lines().filter(line -> line.endsWith(": equal"))).hasSize(8);
    assertThat(result.out().lines().filter(line -> line.contains("SHA-256"))).hasSize(8);
  }

  @Test
  void computesOnlyTheRenditionThatIsAskedFor() {
    Result result =
        rebuild("--segment 0 --rendition video-90p -Dmillrace.transcode.ladder=" + LADDER);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("cam/video-90p/init-", "cam/video-90p/00000000.m4s: equal")
        .doesNotContain("cam/video/", "cam/audio/", "144p");
  }

  @Test
  void saysFromWhereOnAnObjectIsDifferent() throws IOException {
    Path segment = store.resolve("cam/video/00000001.m4s");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[1000] ^= 1;
    Files.write(segment, bytes);
    Result result = rebuild("--segment 1 --transcode.ladder " + LADDER);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("cam/video/00000001.m4s: different: what stands differs at byte 1000")
        .contains("cam/audio/00000001.m4s: equal");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Files.delete(store.resolve("cam/audio/00000001.m4s"));
    Result result = rebuild("--segment 1 --transcode.ladder " + LADDER);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("cam/audio/00000001.m4s: missing: nothing stands there");
  }

  @Test
  void saysWhatStandsThatTheseOptionsDoNotMake() {
    Result result = rebuild("--segment 1 --transcode.ladder copy,144p:300k");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("cam/video-90p/00000001.m4s: stands, but these options do not make it")
        .contains("cam/video-144p/00000001.m4s: equal");
  }

  @Test
  void readsNoFurtherThanItMust() throws Exception {
    try (StreamRecords records = StreamRecords.archived(archive("head.avro"), "cam", 1 << 20)) {
      new SegmentSearch("cam", 0, io.millrace.ingest.IngestSettings.DEFAULT)
          .in(records, ProgressLine.hidden(new java.io.PrintWriter(System.err)));
      assertThat(records.records()).isLessThan(cam.publisher().records().size() / 2);
    }
  }

  @Test
  void saysThatThereIsNoSuchSegmentStreamOrRendition() {
    assertThat(rebuild("--segment 99"))
        .satisfies(
            result -> {
              assertThat(result.status()).isEqualTo(2);
              assertThat(result.err())
                  .hasLineCount(1)
                  .contains("segment 99 of cam", "has 4 segments", "it has ended");
            });
    assertThat(rebuild("--segment 0 --rendition video-720p").err())
        .contains("no rendition video-720p in it", "--transcode.ladder");
    Result none =
        run("rebuild --stream none --bootstrap %s --store x --segment 0", kafka.bootstrap());
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("no record of it in ingest-", "check --stream");
    Result topic =
        run("rebuild --stream s --bootstrap %s --topic t --store x --segment 0", kafka.bootstrap());
    assertThat(topic.status()).isEqualTo(2);
    assertThat(topic.err()).hasLineCount(1).contains("no topic t at", "--topic");
  }

  @Test
  void saysWhichOptionItDidNotUnderstand() {
    assertThat(rebuild("--segment 0 --no-such-option 1").status()).isEqualTo(2);
    assertThat(rebuild("--segment 0 --no-such-option 1").err())
        .contains("Invalid option millrace.no-such-option");
    assertThat(run("rebuild --stream cam --segment 0").err()).contains("Missing option");
  }

  @Test
  void computesFromAnArchiveWhenTheTopicHasForgottenTheStart() throws Exception {
    kafka.createTopic("short", 1, 1 << 20);
    cam.send(kafka, "short", 0);
    Path archive = directory.resolve("cam.avro");
    Result written =
        run("archive --stream cam --bootstrap %s --topic short %s", kafka.bootstrap(), archive);
    assertThat(written.status()).as(written.err()).isZero();
    int records = cam.publisher().records().size();
    assertThat(written.out()).contains(records + " records", "to the end of the stream");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin
          .deleteRecords(Map.of(new TopicPartition("short", 0), RecordsToDelete.beforeOffset(3)))
          .all()
          .get();
    }
    Result gone = rebuild("--segment 1 --topic short --transcode.ladder " + LADDER);
    assertThat(gone.status()).isEqualTo(2);
    assertThat(gone.err())
        .hasLineCount(1)
        .contains("its start is gone", "number 3 of its session", "--archive");
    Result again =
        rebuild("--segment 1 --transcode.ladder %s --archive %s".formatted(LADDER, archive));
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).contains("cam/video-144p/00000001.m4s: equal");
  }

  private Path archive(String name) {
    Path archive = directory.resolve(name);
    Result result = run("archive --stream cam --bootstrap %s %s", kafka.bootstrap(), archive);
    assertThat(result.status()).as(result.err()).isZero();
    return archive;
  }

  @Test
  void refusesAnArchiveThatIsNone() throws IOException {
    Path archive = archive("whole.avro");
    byte[] bytes = Files.readAllBytes(archive);
    Path cut = Files.write(directory.resolve("cut.avro"), java.util.Arrays.copyOf(bytes, 9000));
    for (Path file : new Path[] {cut, Path.of("pom.xml"), directory}) {
      Result result = rebuild("--segment 3 --archive " + file);
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err())
          .hasLineCount(1)
          .contains(file.toString())
          .doesNotContain("unexpected");
    }
    assertThat(run("archive --stream cam --bootstrap %s %s", kafka.bootstrap(), archive).err())
        .contains("is there already");
    Result other = run("rebuild --stream other --segment 0 --store x --archive %s", archive);
    assertThat(other.err()).contains("has no record of stream other, but of 'cam'");
  }
}
