package io.millrace.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopingInputTest {
  private static final int FRAMES = 60;

  @TempDir Path directory;

  @BeforeAll
  static void needsFfmpeg() {
    try {
      Libav.load();
    } catch (LibavException e) {
      Assumptions.abort("FFmpeg's native libraries do not load here: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(MediaFeed.Container.class)
  void repeatsTheInputOnOneTimeline(MediaFeed.Container container) throws IOException {
    Path source = write(container);
    ByteArrayOutputStream looped = new ByteArrayOutputStream();
    try (LoopingInput input = open(source, LoopingInput.Repeat.FOREVER, looped)) {
      while (input.mediaMicros() < 7_000_000) {
        assertThat(input.step()).isTrue();
      }
    }
    List<Long> times = videoTimes(looped.toByteArray());
    assertThat(times.size()).isGreaterThan(3 * FRAMES);
    for (int i = 1; i < times.size() - 4; i++ /* the last ones wait for B pictures */) {
      // 33.3 ms; a container in milliseconds rounds it.
      assertThat(times.get(i) - times.get(i - 1))
          .as("picture %d, first of a loop each %d", i, FRAMES)
          .isBetween(32_000L, 35_000L);
    }
  }

  @Test
  void endsAfterOneRoundIfAskedTo() throws IOException {
    Path source = write(MediaFeed.Container.MPEG_TS);
    ByteArrayOutputStream copied = new ByteArrayOutputStream();
    try (LoopingInput input = open(source, LoopingInput.Repeat.ONCE, copied)) {
      int steps = 0;
      while (input.step()) {
        assertThat(steps++).isLessThan(10_000);
      }
      input.finish();
    }
    assertThat(videoTimes(copied.toByteArray())).hasSizeBetween(FRAMES - 2, FRAMES);
  }

  @Test
  void saysWhatItCannotOpen() {
    Path missing = directory.resolve("missing.mkv");
    assertThatThrownBy(() -> open(missing, LoopingInput.Repeat.ONCE, new ByteArrayOutputStream()))
        .isInstanceOf(LibavException.class)
        .hasMessageContaining("avformat_open_input failed: No such file or directory");
  }

  private LoopingInput open(Path source, LoopingInput.Repeat repeat, ByteArrayOutputStream out) {
    return LoopingInput.open(source.toString(), repeat, collect(out));
  }

  private static Consumer<Payload> collect(ByteArrayOutputStream out) {
    return payload -> out.writeBytes(payload.toByteArray());
  }

  private Path write(MediaFeed.Container container) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TestPicture.Settings settings =
        new TestPicture.Settings(320, 180, new FrameRate(30, 1), 30, container);
    try (TestPicture picture = TestPicture.open(settings, collect(bytes))) {
      for (int i = 0; i < FRAMES; i++) {
        picture.step();
      }
      picture.finish();
    }
    Path file = directory.resolve("source-" + container);
    Files.write(file, bytes.toByteArray());
    return file;
  }

  private List<Long> videoTimes(byte[] bytes) throws IOException {
    Path file = directory.resolve("looped");
    Files.write(file, bytes);
    List<Long> times = new ArrayList<>();
    AVPacket packet = avcodec.av_packet_alloc();
    try (InputFile input = InputFile.open(file.toString())) {
      InputFile.Stream video = input.streams().get(0);
      while (input.read(packet)) {
        if (packet.stream_index() == video.index()) {
          times.add(LoopingInput.micros(packet.pts(), video.timeBase()));
        }
        avcodec.av_packet_unref(packet);
      }
    } finally {
      avcodec.av_packet_free(packet);
    }
    Collections.sort(times);
    return times;
  }
}
