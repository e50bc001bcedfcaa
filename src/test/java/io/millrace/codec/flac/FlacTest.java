package io.millrace.codec.flac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlacTest {
  /** 4096 samples fixed, 44.1 kHz, stereo, 16 bits. */
  private static final String RECORD =
      "10001000" + "000000000000" + "0ac442f000000000" + "00000000000000000000000000000000";

  private static final String BLOCK = "80000022" + RECORD;

  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {BLOCK, "664c6143" + BLOCK, "664c6143" + "00000022" + RECORD + "84000001ff"})
  void readsStreamInfoInEitherForm(String digits) {
    StreamInfo info = StreamInfo.parse(hex(digits), 0);
    assertThat(info).isEqualTo(new StreamInfo(4096, 4096, 44_100, 2, 16, hex(RECORD)));
    assertThat(info.isFixedBlockSize()).isTrue();
    assertThat(info.dfla()).isEqualTo(hex(BLOCK));
  }

  @Test
  void refusesWhatIsNoStreamInfo() {
    Payload whole = hex("664c6143" + BLOCK);
    for (int length = 0; length < whole.length(); length++) {
      Payload part = whole.slice(0, length);
      assertThatThrownBy(() -> StreamInfo.parse(part, 0))
          .isInstanceOf(MediaException.Malformed.class);
    }
    for (String digits :
        new String[] {
          BLOCK.replaceFirst("80", "84"), // another block first
          BLOCK.replaceFirst("22", "23"),
          BLOCK.replaceFirst("0ac442f0", "000002f0"), // 0 Hz
          BLOCK.replaceFirst("10001000", "000f1000"), // too short
          BLOCK.replaceFirst("10001000", "10000fff"), // least above most
        }) {
      assertThatThrownBy(() -> StreamInfo.parse(hex(digits), 0))
          .as(digits)
          .isInstanceOf(MediaException.Malformed.class);
    }
  }

  /** The checksums were computed by hand's longer way: polynomial division of the bytes before. */
  @ParameterizedTest
  @CsvSource({
    "ff f8 c9 98 00, 4096, 44100, 2, 24",
    "ff f9 1a 08 00, 192,  48000, 1, 0",
    "ff f8 69 18 7f 0f, 16, 44100, 2, 16",
    "ff f8 79 18 c2 80 00 0f, 16, 44100, 2, 16",
    "ff f8 7c a8 00 11 ff 30, 4608, 48000, 2, 16",
    "ff f8 2d 78 fe bf bf bf bf bf bf bb 80, 576, 48000, 8, 16",
    "ff f8 5e 00 00 12 c0, 4608, 48000, 1, 0",
  })
  void readsTheFrameHeader(
      String header, int blockSize, int sampleRate, int channels, int bitsPerSample) {
    // the low bits of the fourth byte are the sample size: taken from the parameter
    byte[] bytes = withCrc(hex(header).toByteArray(), bitsPerSample);
    FlacFrame frame = FlacFrame.parse(Payload.of(bytes), 0);
    assertThat(frame).isEqualTo(new FlacFrame(blockSize, sampleRate, channels, bitsPerSample));
    bytes[bytes.length - 1] ^= 1;
    assertThatThrownBy(() -> FlacFrame.parse(Payload.of(bytes), 3))
        .hasMessage("FLAC frame: damaged header (at byte 3)");
  }

  private static byte[] withCrc(byte[] header, int bitsPerSample) {
    int code = bitsPerSample == 16 ? 4 : bitsPerSample == 24 ? 6 : 0;
    byte[] whole = java.util.Arrays.copyOf(header, header.length + 1);
    whole[3] = (byte) (whole[3] & 0xf0 | code << 1);
    int remainder = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      remainder = remainder << 1 | whole[bit / 8] >> 7 - bit % 8 & 1;
      remainder = (remainder & 0x100) == 0 ? remainder : remainder ^ 0x107;
    }
    whole[header.length] = (byte) remainder;
    return whole;
  }

  @Test
  void takesOnlyFramesOfItsStream() {
    StreamInfo info = StreamInfo.parse(hex(BLOCK), 0);
    assertThat(new FlacFrame(4096, 44_100, 2, 16).fits(info)).isTrue();
    assertThat(new FlacFrame(17, 0, 2, 0).fits(info)).isTrue();
    assertThat(new FlacFrame(4097, 0, 2, 0).fits(info)).isFalse();
    assertThat(new FlacFrame(4096, 48_000, 2, 0).fits(info)).isFalse();
    assertThat(new FlacFrame(4096, 0, 1, 0).fits(info)).isFalse();
    assertThat(new FlacFrame(4096, 0, 2, 24).fits(info)).isFalse();
  }

  @Test
  void readsItsOwnSilenceUnlessItIsCut() {
    StreamInfo info = StreamInfo.parse(hex(BLOCK), 0);
    Payload silence = FlacFrame.silence(info, 4096);
    assertThat(FlacFrame.parse(silence, 0).blockSize()).isEqualTo(4096);
    for (int length = 0; length < 8; length++) {
      Payload part = silence.slice(0, length);
      assertThatThrownBy(() -> FlacFrame.parse(part, 0))
          .isInstanceOf(MediaException.Malformed.class);
    }
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(9_639);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[0] = -1;
        bytes[1] = (byte) (0xf8 | bytes[1] & 1);
      }
      try {
        assertThat(FlacFrame.parse(Payload.of(bytes), 0).blockSize()).isBetween(1, 65_536);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, 24L);
      }
    }
  }
}
