package io.millrace.codec.aac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.codec.aac.AudioSpecificConfig.Extension;
import io.millrace.codec.aac.ChannelElement.Kind;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AacTest {
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  private static AudioSpecificConfig parse(String digits) {
    return AudioSpecificConfig.parse(hex(digits), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "1190,         48000, 2, NONE,        0,     mp4a.40.2",
    "1210,         44100, 2, NONE,        0,     mp4a.40.2",
    "1188,         48000, 1, NONE,        0,     mp4a.40.2",
    "11b0,         48000, 6, NONE,        0,     mp4a.40.2",
    "11b8,         48000, 8, NONE,        0,     mp4a.40.2",
    "2b098800,     24000, 1, SBR,         48000, mp4a.40.5",
    "eb098800,     24000, 1, SBR_AND_PS,  48000, mp4a.40.29",
    "131056e598,   24000, 2, SBR,         48000, mp4a.40.5",
    "130856e59d4880, 24000, 1, SBR_AND_PS, 48000, mp4a.40.29",
    "1780562210,   44100, 2, NONE,        0,     mp4a.40.2",
  })
  void readsWhatEncodersWrite(
      String digits,
      int sampleRate,
      int channels,
      Extension extension,
      int extensionSampleRate,
      String codecs) {
    AudioSpecificConfig config = parse(digits);
    assertThat(config.sampleRate()).isEqualTo(sampleRate);
    assertThat(config.channels()).isEqualTo(channels);
    assertThat(config.extension()).isEqualTo(extension);
    assertThat(config.extensionSampleRate()).isEqualTo(extensionSampleRate);
    assertThat(config.codecs()).isEqualTo(codecs);
    assertThat(config.samplesPerFrame()).isEqualTo(1024);
    assertThat(AudioSpecificConfig.parse(config.payload(), 0)).isEqualTo(config);
  }

  @Test
  void writesTheTwoBytesThatEverybodyKnows() {
    assertThat(AudioSpecificConfig.lc(48_000, 2).payload()).isEqualTo(hex("1190"));
    assertThat(AudioSpecificConfig.lc(44_100, 1).payload()).isEqualTo(hex("1208"));
    // 37800 Hz has no index: 24 bits behind the escape.
    assertThat(AudioSpecificConfig.lc(37_800, 2).payload()).isEqualTo(hex("17 80 49 d4 10"));
  }

  @Test
  void knowsTheShortFrameLength() {
    assertThat(parse("1194").samplesPerFrame()).isEqualTo(960);
  }

  @Test
  void readsAndWritesALayoutWithoutANumber() {
    ProgramConfig program =
        new ProgramConfig(
            0,
            1,
            3,
            List.of(new ChannelElement(Kind.SINGLE_CHANNEL, 0)),
            List.of(),
            List.of(new ChannelElement(Kind.CHANNEL_PAIR, 0)),
            List.of(new ChannelElement(Kind.LOW_FREQUENCY, 0)));
    AudioSpecificConfig config = AudioSpecificConfig.of(2, 48_000, program, 0);
    assertThat(config.channels()).isEqualTo(4);
    assertThat(AudioSpecificConfig.parse(config.payload(), 0)).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource({
    "b98a00, audio object type 23",
    "f94600, audio object type 42",
    "1180,   ends early",
    "1680,   reserved samplingFrequencyIndex 13",
    "17800000000, samplingFrequency 0",
    "11c0,   channelConfiguration 8",
    "'',     ends early",
  })
  void saysWhyItDoesNotServeAConfiguration(String digits, String reason) {
    String even = digits.length() % 2 == 0 ? digits : digits + "0";
    assertThatThrownBy(() -> parse(even))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void readsTheAdtsHeader() {
    AdtsHeader header = AdtsHeader.parse(hex("fff15080 02dffc"), 7);
    assertThat(header).isEqualTo(new AdtsHeader(2, 44_100, 2, 7, 22, 1));
    assertThat(AdtsHeader.parse(hex("fff05080 02dffc"), 7).headerBytes()).isEqualTo(9);
    assertThat(header.configuration(Payload.EMPTY, 0)).isEqualTo(AudioSpecificConfig.lc(44_100, 2));
    assertThat(AdtsHeader.isSyncword(hex("00fff1").array(), 1)).isTrue();
    assertThat(AdtsHeader.isSyncword(hex("fffbff").array(), 0)).isFalse();
    assertThat(AdtsHeader.isSyncword(hex("ff").array(), 0)).isFalse();
  }

  @Test
  void takesTheLayoutFromTheFirstAccessUnitWhereTheHeaderHasNone() {
    AdtsHeader header = AdtsHeader.parse(hex("fff14c00 02dffc"), 0);
    BitWriter unit = new BitWriter().bits(3, 5);
    unit.bits(4, 0).bits(2, 1).bits(4, 3).bits(4, 1).bits(4, 0).bits(4, 0).bits(2, 0);
    unit.bits(3, 0).bits(4, 0).bits(3, 0).bits(5, 0b10000).align().bits(8, 0);
    assertThat(header.configuration(unit.payload(), 0).channels()).isEqualTo(2);
    assertThatThrownBy(() -> header.configuration(hex("2100"), 5))
        .isInstanceOf(MediaException.Unsupported.class);
  }

  @Test
  void refusesAnAdtsHeaderLongerThanItsFrame() {
    assertThatThrownBy(() -> AdtsHeader.parse(hex("fff15080 00bffc"), 9))
        .hasMessage("ADTS: aac_frame_length 5, the header is 7 (at byte 9)");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(14_496);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      try {
        AudioSpecificConfig config = AudioSpecificConfig.parse(Payload.of(bytes), 0);
        assertThat(SilentFrame.of(config).length()).isBetween(1, 64);
        assertThat(config.channels()).isBetween(1, 8);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, 24L);
      }
      try {
        AdtsHeader.parse(Payload.of(bytes), 0).configuration(Payload.of(bytes), 0);
      } catch (MediaException e) {
        assertThat(e).hasMessageContaining("at byte");
      }
    }
  }

  @Test
  void makesTheShortestSilentFrames() {
    assertThat(SilentFrame.of(AudioSpecificConfig.lc(48_000, 1))).isEqualTo(hex("00 00 00 07"));
    assertThat(SilentFrame.of(AudioSpecificConfig.lc(48_000, 2)))
        .isEqualTo(hex("21 00 00 00 00 1c"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void decodesToDigitalSilence(int channelConfiguration) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(FFMPEG), "ffmpeg is not installed");
    AudioSpecificConfig config = AudioSpecificConfig.lc(48_000, channelConfiguration);
    byte[] pcm = decode(adts(config, SilentFrame.of(config), 6));
    assertThat(pcm).hasSize(6 * 1024 * config.channels() * 2);
    assertThat(pcm).containsOnly(0);
  }

  private static byte[] adts(AudioSpecificConfig config, Payload unit, int frames) {
    BitWriter out = new BitWriter();
    for (int i = 0; i < frames; i++) {
      out.bits(12, 0xfff).bits(4, 1).bits(2, config.objectType() - 1).bits(4, 3).bits(1, 0);
      out.bits(3, config.channelConfiguration()).bits(4, 0).bits(13, 7 + unit.length());
      out.bits(11, 0x7ff).bits(2, 0).bytes(unit);
    }
    return out.payload().toByteArray();
  }

  private static byte[] decode(byte[] adts) throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(
            FFMPEG.toString(),
            "-v",
            "error",
            "-xerror",
            "-f",
            "aac",
            "-i",
            "-",
            "-f",
            "s16le",
            "-");
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(adts);
    }
    ByteArrayOutputStream pcm = new ByteArrayOutputStream();
    process.getInputStream().transferTo(pcm);
    assertThat(process.waitFor()).isZero();
    return pcm.toByteArray();
  }
}
