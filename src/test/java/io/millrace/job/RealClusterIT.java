package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEventKind;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar on a JobManager and a TaskManager that are processes of their own. */
class RealClusterIT {
  private static final Path MEDIA =
      Path.of("../shared/media/derived/dev/train_h264_aac_ffmpeg_live.mkv");
  private static final Distribution DISTRIBUTION = Distribution.ofBuild();

  @TempDir Path directory;

  @Test
  void theJobJarRunsOnAStockCluster() throws Exception {
    Assumptions.assumeTrue(Files.exists(MEDIA), MEDIA + " is not here");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        FlinkCluster cluster = FlinkCluster.start(directory, DISTRIBUTION.jars(), overrides());
        Topics topics = new Topics(kafka.bootstrap())) {
      kafka.createTopic("ingest", 2, 8 << 20);
      kafka.createTopic("events", 1, 1 << 20);
      kafka.createTopic("rejected", 1, 1 << 20);
      String answer =
          cluster.submit(
              DISTRIBUTION.jobJar(),
              "--kafka.bootstrap-servers=" + kafka.bootstrap(),
              "--kafka.events-topic=events",
              "--kafka.rejected-topic=rejected",
              "--playlist.kind=event",
              "--transcode.ladder=copy,144p:300k",
              "--store.uri",
              directory.resolve("store").toUri().toString());
      assertThat(answer).contains("Job has been submitted with JobID");
      topics.send("ingest", new Publisher("cam-1", 1, Files.readAllBytes(MEDIA), 64 << 10));
      assertThat(
              topics.readUntil(
                  "events",
                  RecordCoder.streamEvents(),
                  events ->
                      events.stream()
                          .anyMatch(event -> event.getKind() == StreamEventKind.STREAM_ENDED)))
          .noneMatch(event -> event.getKind() == StreamEventKind.SEGMENT_GIVEN_UP);
    }
    for (String rendition : List.of("video", "video-144p")) {
      Path video = directory.resolve("store/cam-1").resolve(rendition);
      assertThat(video.resolve("00000000.m4s")).isNotEmptyFile();
      assertThat(Files.readString(video.resolve("index.m3u8"))).contains("#EXT-X-ENDLIST");
    }
  }

  private Map<String, String> overrides() throws IOException {
    return Map.of(
        "jobmanager.rpc.port", freePort(),
        "rest.port", freePort(),
        "metrics.reporter.prom.port", "0",
        "jobmanager.memory.process.size", "1024m",
        "taskmanager.memory.process.size", "1200m",
        "taskmanager.memory.jvm-overhead.min", "128m",
        "execution.checkpointing.interval", "500 ms",
        "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString(),
        "io.tmp.dirs", directory.toString());
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  @Test
  void theEntryJarNamesTheJobAndHoldsNothing() throws IOException {
    try (JarFile jar = new JarFile(DISTRIBUTION.entryJar().toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(MillraceJob.class.getName());
      assertThat(jar.stream().filter(entry -> !entry.isDirectory()))
          .extracting(entry -> entry.getName())
          .containsExactly(JarFile.MANIFEST_NAME);
    }
  }

  @Test
  void theJobJarHoldsWhatTheJobNeedsAndNothingOfFlink() throws IOException {
    Set<String> packages = new TreeSet<>();
    try (JarFile jar = new JarFile(DISTRIBUTION.jobJar().toFile())) {
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .forEach(name -> packages.add(name.substring(0, Math.max(0, name.lastIndexOf('/')))));
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(MillraceJob.class.getName());
      assertThat(
              jar.getEntry(
                  "META-INF/services/software.amazon.awssdk.http.async.SdkAsyncHttpService"))
          .isNotNull();
    }
    assertThat(packages)
        .contains(
            "io/millrace/job",
            "io/millrace/libav",
            "org/apache/avro",
            "com/fasterxml/jackson/databind",
            "org/apache/kafka/clients/consumer",
            "org/apache/flink/connector/kafka/source",
            "software/amazon/awssdk/services/s3",
            "org/reactivestreams",
            "io/netty/handler/ssl")
        .doesNotContain(
            "org/apache/flink/streaming/api/environment",
            "org/apache/flink/connector/base/source/reader",
            "org/slf4j",
            "org/apache/logging/log4j/core",
            "kafka/server",
            "io/millrace/app",
            "org/bytedeco/ffmpeg");
  }
}
