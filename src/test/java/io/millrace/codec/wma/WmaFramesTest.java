package io.millrace.codec.wma;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.wma.WmaFrames.Kind;
import io.millrace.media.Payload;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WmaFramesTest {
  private static Payload configuration(int length, int at, int flags) {
    byte[] bytes = new byte[length];
    bytes[at] = (byte) flags;
    return Payload.of(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "wmav1, 8000, 512",
    "wmav1, 32000, 1024",
    "wmav1, 44100, 2048",
    "wmav2, 16000, 512",
    "wmav2, 22050, 1024",
    "wmav2, 32000, 2048",
    "wmav2, 48000, 2048"
  })
  void knowsTheFramesOfTheFirstVersions(String name, int sampleRate, int samples) {
    int at = name.equals("wmav1") ? 2 : 4;
    assertThat(WmaFrames.of(name, sampleRate, configuration(10, at, 1)))
        .isEqualTo(new WmaFrames(samples, Kind.ONE));
  }

  @ParameterizedTest
  @CsvSource({"0, 2048", "2, 4096", "4, 1024", "6, 512"})
  void knowsTheFramesOfThePro(int flags, int samples) {
    assertThat(WmaFrames.of("wmapro", 44_100, configuration(18, 14, 0xe0 | flags)))
        .isEqualTo(new WmaFrames(samples, Kind.UNTOLD));
    assertThat(WmaFrames.of("wmapro", 96_000, configuration(18, 14, flags)))
        .isEqualTo(new WmaFrames(2 * samples, Kind.UNTOLD));
  }

  @Test
  void readsHowManyFramesASuperframeHas() {
    WmaFrames frames =
        Objects.requireNonNull(WmaFrames.of("wmav2", 44_100, configuration(10, 4, 3)));
    assertThat(frames).isEqualTo(new WmaFrames(2048, Kind.TOLD));
    Payload packet = Payload.of(new byte[] {0x35, 0});
    assertThat(frames.samples(packet, false)).isEqualTo(5 * 2048);
    assertThat(frames.samples(packet, true)).isEqualTo(4 * 2048);
    assertThat(frames.samples(Payload.EMPTY, false)).isZero();
  }

  @Test
  void isSilentAboutAllElse() {
    assertThat(WmaFrames.of("wmav2", 44_100, Payload.EMPTY)).isNull();
    assertThat(WmaFrames.of("cook", 44_100, configuration(18, 0, 0))).isNull();
  }
}
