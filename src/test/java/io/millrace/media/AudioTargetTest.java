package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioTargetTest {
  @Test
  void readsLayoutAndBitRate() {
    assertThat(AudioTarget.parse("stereo")).isEqualTo(AudioTarget.STEREO);
    assertThat(AudioTarget.parse("5.1")).isEqualTo(AudioTarget.SURROUND);
    assertThat(AudioTarget.parse("stereo:96k"))
        .isEqualTo(new AudioTarget(AudioTarget.Layout.STEREO, 96_000));
    assertThat(AudioTarget.parse("5.1:448k").bitRate()).isEqualTo(448_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mono", "stereo:", "stereo:96", "stereo:k", "7.1", "stereo:99999k"})
  void refusesAnythingElse(String written) {
    assertThatThrownBy(() -> AudioTarget.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid sound '%s': write stereo or 5.1, with a bit rate such as stereo:96k", written);
  }

  @Test
  void refusesABitRateThatNoEncoderCanKeep() {
    assertThatThrownBy(() -> AudioTarget.parse("5.1:64k"))
        .hasMessage("Invalid sound: 5.1 at 64000 bits per second, must be 96k to 1536k");
    assertThatThrownBy(() -> AudioTarget.parse("stereo:513k"))
        .hasMessage("Invalid sound: stereo at 513000 bits per second, must be 32k to 512k");
  }
}
