package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.SecondOpinion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, from the test picture to the picture in a browser. */
class DemoIT {
  private static final Path PICTURES = Path.of("target", "screenshots");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void playsInABrowserWithoutAStallAndEndsCleanly() throws Exception {
    Optional<Path> program = Chromium.find();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine");
    Path work = directory.resolve("demo");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Demo.Settings settings = new Demo.Settings(work, "cam-1", "", anyPort, "0", Map.of());
    try (Demo demo = Demo.start(settings, line -> {})) {
      // Three target durations of media, which is as far from the live edge as players stay.
      Path fourth = work.resolve("store/cam-1/video/00000003.m4s");
      Chromium.until(() -> Files.exists(fourth) || demo.failure().isPresent(), done -> done);
      assertThat(demo.isPublished()).isTrue();
      assertThat(demo.failure()).isEmpty();
      try (Chromium browser =
          Chromium.open(
              program.get(), Files.createDirectory(directory.resolve("profile")), demo.page())) {
        watch(browser);
      }
      SecondOpinion.assertConforming(demo.playlist().toString(), "--refresh", "3");
      assertThat(demo.failure()).isEmpty();
    }
    assertThat(Files.readString(work.resolve("store/cam-1/video/index.m3u8")))
        .endsWith("#EXT-X-ENDLIST\n");
    assertThat(Files.readString(work.resolve("store/cam-1/audio/index.m3u8")))
        .endsWith("#EXT-X-ENDLIST\n");
    SecondOpinion.assertConforming(work.resolve("store/cam-1/main.m3u8").toString());
  }

  @Test
  void switchesBetweenTheLevelsOfALiveLadder() throws Exception {
    Optional<Path> program = Chromium.find();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine");
    Path work = directory.resolve("demo");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Map<String, String> ladder = Map.of("millrace.transcode.ladder", "copy,360p:700k,180p:250k");
    Demo.Settings settings = new Demo.Settings(work, "cam-1", "", anyPort, "0", ladder);
    try (Demo demo = Demo.start(settings, line -> {})) {
      Path fourth = work.resolve("store/cam-1/video-180p/00000003.m4s");
      Chromium.until(() -> Files.exists(fourth) || demo.failure().isPresent(), done -> done);
      assertThat(demo.failure()).isEmpty();
      try (Chromium browser =
          Chromium.open(
              program.get(), Files.createDirectory(directory.resolve("profile")), demo.page())) {
        switchThroughLevels(browser);
      }
      SecondOpinion.assertConforming(demo.playlist().toString(), "--refresh", "3");
      assertThat(demo.failure()).isEmpty();
    }
    SecondOpinion.assertConforming(work.resolve("store/cam-1/main.m3u8").toString());
  }

  private static void switchThroughLevels(Chromium browser) throws Exception {
    JsonNode started = status(browser, "it.time > 1 && it.levels.length === 3");
    for (int round = 0; round < 2; round++) {
      for (int level = 0; level < 3; level++) {
        int height = started.get("levels").get(level).asInt();
        browser.evaluate(
            "(() => { const it = document.getElementById('quality'); it.value = '%d';"
                    .formatted(level)
                + " it.dispatchEvent(new Event('change')); return it.value; })()");
        JsonNode switched = status(browser, "it.height === " + height);
        status(browser, "it.time > " + (switched.get("time").asDouble() + 1));
      }
    }
    browser.screenshot(PICTURES.resolve("page-ladder.png"));
    JsonNode end = status(browser, "it.time > 1");
    assertThat(end.get("stalls").asInt()).isZero();
    assertThat(end.get("errors")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  private static void watch(Chromium browser) throws Exception {
    JsonNode started = status(browser, "it.time > 1 && it.width > 0");
    double start = started.get("time").asDouble();
    JsonNode later = status(browser, "it.time > " + (start + 12));
    browser.prefer("dark");
    browser.screenshot(PICTURES.resolve("page-dark.png"));
    browser.prefer("light");
    browser.screenshot(PICTURES.resolve("page-light.png"));
    browser.resize(390, 844);
    status(browser, "it.time > " + (later.get("time").asDouble() + 1));
    browser.screenshot(PICTURES.resolve("page-phone.png"));
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .as("nothing is wider than a phone")
        .isLessThanOrEqualTo(390);
    assertThat(later.get("stream").asText()).isEqualTo("cam-1");
    assertThat(later.get("paused").asBoolean()).isFalse();
    assertThat(later.get("latency").asDouble()).isBetween(0.0, 60.0);
    assertThat(later.get("stalls").asInt()).isZero();
    assertThat(later.get("errors")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  /** What the page says of itself, once {@code condition} holds for it. */
  private static JsonNode status(Chromium browser, String condition) throws Exception {
    String question =
        "(() => { const it = window.millrace?.status(); return it && %s ? it : null; })()"
            .formatted(condition);
    return Chromium.until(() -> browser.evaluate(question), answer -> !answer.isNull());
  }
}
