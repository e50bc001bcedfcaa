package io.millrace.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelLayoutsTest {
  @BeforeAll
  static void load() {
    Libav.load();
  }

  @Test
  void mixesSurroundToStereoWithoutMakingItQuieter() {
    double[] matrix =
        ChannelLayouts.matrix(
            avutil.AV_CHANNEL_LAYOUT_5POINT1_BACK(), avutil.AV_CHANNEL_LAYOUT_STEREO());
    double half = Math.sqrt(0.5);
    // Left, right, centre, low frequencies, back left, back right; one row for each side.
    double[] expected = {1, 0, half, 0, half, 0, 0, 1, half, 0, 0, half};
    assertThat(matrix).containsExactly(expected, within(1e-9));
  }

  /** Fifty times: what FFmpeg writes behind the end of a matrix is not noticed each time. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 16})
  void mixesAsManyChannelsAsThereAre(int channels) {
    try (AVChannelLayout layout = new AVChannelLayout()) {
      avutil.av_channel_layout_default(layout, channels);
      for (int i = 0; i < 50; i++) {
        double[] matrix = ChannelLayouts.matrix(layout, avutil.AV_CHANNEL_LAYOUT_STEREO());
        assertThat(matrix).hasSize(2 * channels);
        assertThat(matrix).doesNotContain(Double.NaN);
        assertThat(matrix[0]).isEqualTo(1, within(0.3));
      }
      avutil.av_channel_layout_uninit(layout);
    }
  }
}
