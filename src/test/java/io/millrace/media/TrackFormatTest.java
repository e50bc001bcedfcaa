package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackFormatTest {
  @ParameterizedTest
  @CsvSource({
    "720, 1, 1, 720",
    "720, 64, 45, 1024",
    "720, 16, 11, 1047",
    "1440, 4, 3, 1920",
    "1920, 3, 4, 1440",
    // too wide or too narrow to be meant
    "720, 65535, 1, 720",
    "720, 1, 65535, 720",
    "65535, 2147483647, 1, 65535",
    "1, 1, 2147483647, 1",
  })
  void isShownAsWideAsItsPixelsSay(int width, int horizontal, int vertical, int shown) {
    TrackFormat.Video video =
        new TrackFormat.Video(
            Codec.H264,
            "avc1.64001f",
            Payload.EMPTY,
            "und",
            width,
            576,
            new PixelAspect(horizontal, vertical),
            Colour.UNSPECIFIED,
            Hdr.UNKNOWN,
            0,
            null);
    assertThat(video.displayWidth()).isEqualTo(shown);
  }
}
