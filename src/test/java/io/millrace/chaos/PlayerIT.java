package io.millrace.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.app.Chromium;
import io.millrace.app.web.WebServer;
import io.millrace.bench.LiveMedia;
import io.millrace.job.Distribution;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A viewer of a live stream whose TaskManager is killed, three times. */
class PlayerIT {
  private static final String STREAM = "cam-1";
  private static final int MEDIA_SECONDS = 600;
  private static final long SEED = 7;
  private static final int KILLS = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void noViewerNoticesThatATaskManagerIsKilled() throws Exception {
    Assumptions.assumeTrue(ChaosMedia.canBeMade(), "ffmpeg is not installed");
    Optional<Path> program = Chromium.find();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine");
    Path store = Files.createDirectory(directory.resolve("store"));
    Random random = new Random(SEED);
    byte[] media =
        ChaosMedia.make(Files.createDirectory(directory.resolve("media")), "mkv", MEDIA_SECONDS);
    try (ChaosCluster cluster =
            ChaosCluster.start(
                Files.createDirectory(directory.resolve("cluster")),
                Distribution.ofBuild(),
                random,
                false);
        WebServer web =
            WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), store)) {
      cluster.createTopics(Map.of("live", 2, ChaosCluster.EVENTS, 1));
      try (LiveFeed feed =
          new LiveFeed(
              cluster.bootstrap(),
              List.of(new LiveFeed.Source("live", STREAM, new LiveMedia(media))))) {
        ChaosJob job =
            cluster.submitTo(
                "live",
                "live",
                2,
                // Players stay three of these behind the live edge: what a recovery may last.
                List.of("--segment.target-duration=4s", "--store.uri=" + store.toUri()));
        feed.start();
        awaitSegment(store, 4);
        URI page = URI.create("http://127.0.0.1:%d/#%s".formatted(web.port(), STREAM));
        try (Chromium browser =
            Chromium.open(
                program.get(), Files.createDirectory(directory.resolve("profile")), page)) {
          status(browser, "it.time > 1");
          for (int kill = 0; kill < KILLS; kill++) {
            cluster.busyTaskManager(random).kill();
            playThrough(browser);
            cluster.rest().awaitRunning(job.id());
          }
          JsonNode end = status(browser, "it.time > 1");
          assertThat(end.get("stalls").asInt()).isZero();
          assertThat(end.get("errors")).isEmpty();
          assertThat(browser.complaints()).isEmpty();
        }
      }
    }
  }

  private static void awaitSegment(Path store, int number) throws Exception {
    Path segment = store.resolve("%s/video/%08d.m4s".formatted(STREAM, number));
    Chromium.until(() -> Files.exists(segment), there -> there);
  }

  /** Until media is shown that did not exist when the failure was over. */
  private static void playThrough(Chromium browser) throws Exception {
    double now = status(browser, "it.time > 1").get("time").asDouble();
    status(browser, "it.time > " + (now + 30));
  }

  /** What the page says of itself, once {@code condition} holds for it. */
  private static JsonNode status(Chromium browser, String condition) throws Exception {
    String question =
        "(() => { const it = window.millrace?.status(); return it && %s ? it : null; })()"
            .formatted(condition);
    return Chromium.until(() -> browser.evaluate(question), answer -> !answer.isNull());
  }
}
