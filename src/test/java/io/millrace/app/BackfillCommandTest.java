package io.millrace.app;

import static io.millrace.app.PublishedStream.objects;
import static io.millrace.app.PublishedStream.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.SecondOpinion;
import io.millrace.app.PublishedStream.Result;
import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.playlist.hls.MediaPlaylist.Kind;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistSettings.Expiry;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoredObject;
import io.millrace.storage.local.LocalStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillCommandTest {
  private static final int SECONDS = 20;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static PublishedStream cam;
  private static Path archive;

  @TempDir Path store;
  @TempDir Path whole;

  @BeforeAll
  static void start() {
    cam = PublishedStream.of("cam", SECONDS);
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopic("ingest", 2, 1 << 20);
    cam.send(kafka, "ingest", 0);
    archive = directory.resolve("cam.avro");
    assertThat(run("archive --stream cam --bootstrap %s %s", kafka.bootstrap(), archive).status())
        .isZero();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private Result backfill(String line) {
    return run("backfill --stream cam --archive %s --store %s %s", archive, store, line);
  }

  private static PlaylistSettings settings(Kind kind, Expiry expiry) {
    return new PlaylistSettings(kind, 6, expiry, PlaylistSettings.DEFAULT_MAX_WAITING);
  }

  /** A pipe stands for a comma. */
  @ParameterizedTest
  @CsvSource({
    "EVENT, KEEP, source, 144p:300k, copy|144p:300k",
    "VOD, KEEP, copy|144p:300k, 90p:100k, copy|144p:300k|90p:100k",
    "VOD, KEEP, 90p:100k, 144p15:300k|90p:100k, 144p15:300k|90p:100k",
    "LIVE, DELETE, copy|90p:100k, 144p:300k, copy|144p:300k|90p:100k",
    "LIVE, KEEP, 144p:300k, 144p:crf30:hevc|90p:100k, 144p:300k|144p:crf30:hevc|90p:100k"
  })
  void publishesWhatAJobWithTheWholeLadderWouldHave(
      Kind kind, Expiry expiry, String before, String added, String ladder) throws Exception {
    cam.publish(store, settings(kind, expiry), before.replace('|', ','));
    cam.publish(whole, settings(kind, expiry), ladder.replace('|', ','));
    Map<String, String> standing = objects(store);
    Result result =
        backfill(
            "--ladder %s --transcode.ladder %s --playlist.kind %s --playlist.window 6"
                .formatted(added.replace('|', ','), before.replace('|', ','), kind));
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("added: 10 segments, 0:00:20.0 of media,", "real time");
    Map<String, String> after = objects(store);
    assertThat(after).isEqualTo(objects(whole));
    standing.remove("cam/main.m3u8");
    assertThat(after).containsAllEntriesOf(standing).hasSizeGreaterThan(standing.size() + 1);
    SecondOpinion.assertConforming(store.resolve("cam/main.m3u8").toString());
  }

  @Test
  void breaksWhereWhatStandsBreaks() throws Exception {
    PublishedStream lossy = cam.as("lossy").withoutBytes(50_000);
    lossy.send(kafka, "ingest", 0);
    lossy.publish(store, PlaylistSettings.event(), "copy,144p:300k");
    lossy.publish(whole, PlaylistSettings.event(), "copy,144p:300k,90p:100k");
    Result result =
        run(
            "backfill --stream lossy --bootstrap %s --store %s --ladder 90p:100k"
                + " --transcode.ladder copy,144p:300k --playlist.kind=event",
            kafka.bootstrap(), store);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(objects(store)).isEqualTo(objects(whole));
    assertThat(Files.readString(store.resolve("lossy/video-90p/index.m3u8")))
        .contains("#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void refusesAStreamOfOtherDecodeTimes() throws IOException {
    cam.publish(store, PlaylistSettings.event(), "source");
    Path segment = store.resolve("cam/video/00000000.m4s");
    byte[] bytes = Files.readAllBytes(segment);
    int tfdt = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tfdt");
    bytes[tfdt + "tfdt".length() + 4 + 7] += 90; // behind version and flags, the last byte
    Files.write(segment, bytes);
    Result result = backfill("--ladder 90p:100k --playlist.kind=event");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("stands in video: it begins at 90/90000, computed 0/90000");
    assertThat(store.resolve("cam/video-90p")).doesNotExist();
  }

  @Test
  void readsKafkaAndChangesNothingTheSecondTime() throws IOException {
    cam.publish(store, PlaylistSettings.event(), "source");
    cam.publish(whole, PlaylistSettings.event(), "copy,90p:100k");
    String line =
        "backfill --stream cam --bootstrap %s --store %s --ladder 90p:100k --playlist.kind=event";
    assertThat(run(line, kafka.bootstrap(), store).out()).contains("video-90p added");
    Map<String, String> once = objects(store);
    assertThat(once).isEqualTo(objects(whole));
    Result again = run(line, kafka.bootstrap(), store);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).contains("video-90p stood already");
    assertThat(objects(store)).isEqualTo(once);
  }

  @Test
  void completesWhatWasInterrupted() throws Exception {
    cam.publish(store, PlaylistSettings.event(), "source");
    cam.publish(whole, PlaylistSettings.event(), "copy,90p:100k");
    Map<String, String> standing = objects(store);
    // Init segment, ten segments, claim and media playlist are put before the multivariant one.
    for (int puts : new int[] {0, 5, 11, 13}) {
      assertThatThrownBy(() -> backfillUntil(puts))
          .isInstanceOf(StoreException.class)
          .hasMessage("pulled the plug");
      assertThat(objects(store)).containsAllEntriesOf(standing);
      assertThat(store.resolve("cam/video-90p/index.m3u8").toFile().exists()).isEqualTo(puts > 12);
    }
    Result result = backfill("--ladder 90p:100k --playlist.kind=event");
    assertThat(result.out()).as(result.err()).contains("video-90p added");
    assertThat(objects(store)).isEqualTo(objects(whole));
  }

  private void backfillUntil(int puts) throws IOException {
    String[] options = {
      "--kafka.bootstrap-servers=none:1",
      "--store.uri=" + store,
      "--playlist.kind=event",
      "--transcode.ladder=copy,90p:100k"
    };
    JobSettings settings = JobSettings.of(JobArguments.parse(options));
    try (ObjectStore failing = new FailingStore(LocalStore.open(store), puts);
        Backfill backfill = new Backfill("cam", settings, Set.of("video-90p"), failing);
        StreamRecords records = StreamRecords.archived(archive, "cam", 1 << 20)) {
      backfill.run(records, ProgressLine.hidden(new PrintWriter(System.err)));
    }
  }

  @Test
  void refusesAStreamThatHasNotEnded() throws IOException {
    cam.publish(store, PlaylistSettings.event(), "source");
    for (String rendition : List.of("video", "audio")) {
      Path playlist = store.resolve("cam/%s/index.m3u8".formatted(rendition));
      Files.writeString(playlist, Files.readString(playlist).replace("#EXT-X-ENDLIST\n", ""));
    }
    Map<String, String> standing = objects(store);
    Result result = backfill("--ladder 90p:100k --playlist.kind=event");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .hasLineCount(1)
        .contains("cam: it has not ended", "restart its job with the larger ladder");
    assertThat(objects(store)).isEqualTo(standing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--segment.target-duration=4s --playlist.kind=event; it does not fit to what stands in audio: it lasts 1962666 microseconds, computed 3968000",
        "--playlist.kind=live; is of kind EVENT, the options say LIVE; --playlist.kind=EVENT",
        "--passthrough.codecs=h264 --transcode.audio=copy --playlist.kind=event; audio stands and a job with these options would not have it",
        "--transcode.video=transcode --transcode.ladder=144p:300k --playlist.kind=event; a job with these options would not have it"
      })
  void refusesWhatDoesNotFit(String options, String why) throws IOException {
    cam.publish(store, PlaylistSettings.event(), "source");
    Map<String, String> standing = objects(store);
    Result result = backfill("--ladder 90p:100k " + options);
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains(why);
    assertThat(playlists(objects(store))).isEqualTo(playlists(standing));
  }

  private static Map<String, String> playlists(Map<String, String> objects) {
    objects.keySet().removeIf(name -> !name.endsWith(".m3u8"));
    return objects;
  }

  @Test
  void refusesRecordsThatEndTooEarly() throws IOException {
    cam.publish(store, PlaylistSettings.event(), "source");
    kafka.createTopic("cut", 1, 1 << 20);
    cam.send(kafka, "cut", 10);
    Result result =
        run(
            "backfill --stream cam --bootstrap %s --topic cut --store %s --ladder 90p:100k"
                + " --playlist.kind=event",
            kafka.bootstrap(), store);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("without its end", "give all of its records");
    assertThat(store.resolve("cam/video-90p/index.m3u8")).doesNotExist();
  }

  @Test
  void saysThatThereIsNothingToAdd() {
    cam.publish(store, PlaylistSettings.event(), "source");
    assertThat(backfill("--ladder 720p:1000k --playlist.kind=event").err())
        .contains("nothing to add: no new rung fits to its pictures");
    assertThat(backfill("--ladder 90p:100k --transcode.ladder=copy,90p:100k").err())
        .contains("nothing new beside --transcode.ladder copy,90p:100k");
    assertThat(backfill("--ladder 90p:200k --transcode.ladder=copy,90p:100k").err())
        .contains("video-90p twice");
    assertThat(backfill("--ladder copy,90p:200k --transcode.ladder=144p:300k").err())
        .contains("copy cannot be added");
    assertThat(
            run("backfill --stream none --archive %s --store %s --ladder 90p:100k", archive, store)
                .err())
        .contains("none/main.m3u8: nothing stands there");
  }

  /** Puts so many objects, and then none any more. */
  private static final class FailingStore implements ObjectStore {
    private final ObjectStore store;
    private final AtomicInteger left;

    FailingStore(ObjectStore store, int puts) {
      this.store = store;
      this.left = new AtomicInteger(puts);
    }

    @Override
    public CompletableFuture<PutResult> put(
        String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
      if (left.getAndDecrement() <= 0) {
        return CompletableFuture.failedFuture(
            new StoreException("pulled the plug", StoreException.Retry.NEVER));
      }
      return store.put(name, body, headers, condition);
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> get(String name) {
      return store.get(name);
    }

    @Override
    public CompletableFuture<Optional<ObjectInfo>> head(String name) {
      return store.head(name);
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
      return store.delete(name);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
