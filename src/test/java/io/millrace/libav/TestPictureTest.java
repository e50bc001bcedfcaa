package io.millrace.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestPictureTest {
  private static final int TS_PACKET = 188;

  private static TestPicture.Settings settings(MediaFeed.Container container) {
    return new TestPicture.Settings(320, 180, new FrameRate(30, 1), 30, container);
  }

  @BeforeAll
  static void needsFfmpeg() {
    try {
      Libav.load();
    } catch (LibavException e) {
      Assumptions.abort("FFmpeg's native libraries do not load here: " + e.getMessage());
    }
  }

  @Test
  void isAWholeTransportStreamForAsLongAsItIsAsked() {
    byte[] bytes = produce(settings(MediaFeed.Container.MPEG_TS), 90);
    assertThat(bytes.length % TS_PACKET).isZero();
    for (int at = 0; at < bytes.length; at += TS_PACKET) {
      assertThat(bytes[at]).as("sync byte at %d", at).isEqualTo((byte) 0x47);
    }
  }

  @Test
  void isLiveMatroskaIfAskedFor() {
    byte[] bytes = produce(settings(MediaFeed.Container.MATROSKA), 90);
    assertThat(bytes).startsWith(0x1a, 0x45, 0xdf, 0xa3);
    assertThat(indexOf(bytes, 0x18, 0x53, 0x80, 0x67, 0x01, 0xff)).as("unknown size").isPositive();
  }

  @Test
  void tellsHowMuchMediaWasMade() {
    try (TestPicture picture =
        TestPicture.open(settings(MediaFeed.Container.MPEG_TS), bytes -> {})) {
      for (int i = 0; i < 45; i++) {
        assertThat(picture.step()).isTrue();
      }
      assertThat(picture.mediaMicros()).isEqualTo(1_500_000);
    }
  }

  @Test
  void throwsWhatTheSinkThrew() {
    try (TestPicture picture =
        TestPicture.open(settings(MediaFeed.Container.MPEG_TS), TestPictureTest::refuse)) {
      assertThatThrownBy(() -> stepOften(picture)).hasMessage("the sink is full");
    }
  }

  @Test
  void servesMoreAtOnceThanThereAreNativeCallbacks() {
    AtomicInteger bytes = new AtomicInteger();
    try (NativeResources open = new NativeResources()) {
      for (int i = 0; i < 12; i++) {
        int before = bytes.get();
        LiveMuxer muxer =
            open.own(
                new LiveMuxer(
                    MediaFeed.Container.MATROSKA, payload -> bytes.addAndGet(payload.length())));
        Encoder encoder =
            open.own(
                new Encoder(
                    new String[] {"ac3"},
                    java.util.Map.of(),
                    context -> {
                      context.sample_rate(48_000);
                      context.sample_fmt(org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP);
                      org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default(
                          context.ch_layout(), 2);
                    }));
        muxer.addTrack(encoder.context());
        muxer.writeHeader();
        muxer.flush();
        assertThat(bytes.get()).as("muxer %d", i).isGreaterThan(before);
      }
    }
  }

  private static void refuse(Payload bytes) {
    throw new IllegalStateException("the sink is full");
  }

  private static void stepOften(TestPicture picture) {
    for (int i = 0; i < 60; i++) {
      picture.step();
    }
  }

  private static byte[] produce(TestPicture.Settings settings, int frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TestPicture picture =
        TestPicture.open(settings, payload -> bytes.writeBytes(payload.toByteArray()))) {
      for (int i = 0; i < frames; i++) {
        picture.step();
      }
    }
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] bytes, int... pattern) {
    for (int at = 0; at <= bytes.length - pattern.length; at++) {
      int same = 0;
      while (same < pattern.length && bytes[at + same] == (byte) pattern[same]) {
        same++;
      }
      if (same == pattern.length) {
        return at;
      }
    }
    return -1;
  }
}
