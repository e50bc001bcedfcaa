package io.millrace.codec.mpegaudio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.codec.mpegaudio.MpegAudioHeader.Version;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpegAudioHeaderTest {
  private static MpegAudioHeader parse(String hex) {
    return MpegAudioHeader.parse(Payload.of(HexFormat.of().parseHex(hex)), 7);
  }

  @ParameterizedTest
  @CsvSource({
    "fffb9064, MPEG_1,   3, 44100, 2, 417,  1152, mp4a.6B",
    "fffb92c4, MPEG_1,   3, 44100, 1, 418,  1152, mp4a.6B",
    "fffbe444, MPEG_1,   3, 48000, 2, 960,  1152, mp4a.6B",
    "fff38044, MPEG_2,   3, 22050, 2, 208,  576,  mp4a.69",
    "ffe318c4, MPEG_2_5, 3, 8000,  1, 72,   576,  mp4a.69",
    "fffdc404, MPEG_1,   2, 48000, 2, 768,  1152, mp4a.6B",
    "ffff1004, MPEG_1,   1, 44100, 2, 32,   384,  mp4a.6B",
  })
  void readsTheHeader(
      String hex,
      Version version,
      int layer,
      int sampleRate,
      int channels,
      int frameBytes,
      int samples,
      String codecs) {
    MpegAudioHeader header = parse(hex);
    assertThat(header)
        .isEqualTo(new MpegAudioHeader(version, layer, sampleRate, channels, frameBytes));
    assertThat(header.samples()).isEqualTo(samples);
    assertThat(header.codecs()).isEqualTo(codecs);
  }

  @ParameterizedTest
  @CsvSource({
    "'',       too short",
    "fffb90,   too short",
    "fffb0064, free format",
    "fffbf064, forbidden bit rate",
    "fffb9c64, reserved sample rate",
    "ffeb9064, reserved version",
    "fff99064, reserved layer",
    "fe7b9064, no sync",
  })
  void refusesWhatIsNoHeader(String hex, String why) {
    assertThatThrownBy(() -> parse(hex))
        .as(why)
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("MPEG audio: no frame header (at byte 7)");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(11_172);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[4];
      random.nextBytes(bytes);
      bytes[0] = -1;
      bytes[1] |= (byte) 0xe0;
      int frameBytes = MpegAudioHeader.frameBytes(bytes, 0);
      assertThat(frameBytes).isBetween(0, 2881);
      if (frameBytes > 0) {
        MpegAudioHeader header = MpegAudioHeader.parse(Payload.of(bytes), 0);
        assertThat(header.silence().length()).isBetween(8, 1152);
      }
    }
  }
}
