package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.AudioTarget;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;

/** FFmpeg's channel layouts, and how one is mixed to another. */
final class ChannelLayouts {
  /** 3 dB down, the level of centre and surround in a stereo mix. ITU-R BS.775-3, annex 4. */
  private static final double MIX_LEVEL = Math.sqrt(0.5);

  /** A sum of coefficients that none has: nothing is scaled down to one. */
  private static final double NOT_NORMALISED = 1000;

  /**
   * SWR_CH_MAX: the function that mixes goes over as many rows and columns, whatever the layouts
   * have, and so behind the end of a smaller matrix.
   */
  private static final int MAX_CHANNELS = 64;

  private ChannelLayouts() {}

  /** Sets {@code layout} to the one that an AAC encoder has for {@code target}. */
  static void of(AudioTarget.Layout target, AVChannelLayout layout) {
    AVChannelLayout known =
        switch (target) {
          case STEREO -> avutil.AV_CHANNEL_LAYOUT_STEREO();
          case SURROUND -> avutil.AV_CHANNEL_LAYOUT_5POINT1_BACK();
        };
    check(avutil.av_channel_layout_copy(layout, known), "av_channel_layout_copy");
  }

  /** Puts the usual layout of as many channels in place of one that nobody told. */
  static void settle(AVChannelLayout layout) {
    if (layout.order() == avutil.AV_CHANNEL_ORDER_UNSPEC) {
      int channels = layout.nb_channels();
      avutil.av_channel_layout_default(layout, channels);
    }
  }

  /**
   * What each channel of {@code to}, row by row, has of each channel of {@code from}. Nothing is
   * scaled down so that the loudest sum of all channels would fit: that would make each surround
   * programme 7.7 dB quieter than stereo for the sake of peaks that hardly any has. One channel
   * goes to both as it is, as players do it; and of a layout that has no names the first channels
   * are taken.
   */
  static double[] matrix(AVChannelLayout from, AVChannelLayout to) {
    int columns = from.nb_channels();
    int rows = to.nb_channels();
    double[] matrix = new double[rows * columns];
    double[] mixed = new double[MAX_CHANNELS * MAX_CHANNELS];
    if (columns == 1 && rows == 2) {
      matrix[0] = 1;
      matrix[1] = 1;
    } else if (mix(from, to, mixed)) {
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] = mixed[i / columns * MAX_CHANNELS + i % columns];
      }
    } else {
      for (int i = 0; i < Math.min(rows, columns); i++) {
        matrix[i * columns + i] = 1;
      }
    }
    return matrix;
  }

  private static boolean mix(AVChannelLayout from, AVChannelLayout to, double[] matrix) {
    return from.order() == avutil.AV_CHANNEL_ORDER_NATIVE
        && swresample.swr_build_matrix2(
                from,
                to,
                MIX_LEVEL,
                MIX_LEVEL,
                0,
                NOT_NORMALISED,
                1,
                matrix,
                MAX_CHANNELS,
                avutil.AV_MATRIX_ENCODING_NONE,
                null)
            >= 0;
  }
}
