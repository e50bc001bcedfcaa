package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.AudioTarget;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Sound of one rate, layout and format to floating point of another rate and layout. The n-th
 * sample out stands where the n-th sample at that rate would stand if the first of both stand at
 * one time; the filter's delay has been taken off.
 */
public final class Resampler implements AutoCloseable {
  /** Samples that go in at once. What comes out does not depend on it. */
  private static final int BLOCK = 2048;

  /** More than what the filter may hold back and give with the next block. */
  private static final int HELD = 8192;

  private final NativeResources resources = new NativeResources();
  private final SwrContext context;
  private final AVFrame silence;
  private final AVFrame converted;
  private final PointerPointer<BytePointer> in;
  private final int capacity;
  private final int bytesPerSample;
  private final float[][] planes;
  private final Output out;

  /** Takes what comes out. */
  public interface Output {
    /**
     * The next samples.
     *
     * @param planes one array for each channel, which belong to the resampler
     * @param count of samples in each of them
     */
    void accept(float[][] planes, int count);
  }

  /**
   * A resampler that has heard nothing.
   *
   * @param like sound of the rate, layout and format that goes in
   * @param layout of what comes out
   * @param sampleRate of what comes out, Hz
   */
  public Resampler(Sound like, AudioTarget.Layout layout, int sampleRate, Output out) {
    this.out = out;
    AVFrame format = like.frame();
    try {
      silence = frame();
      silence.nb_samples(BLOCK).format(format.format()).sample_rate(format.sample_rate());
      check(
          avutil.av_channel_layout_copy(silence.ch_layout(), format.ch_layout()),
          "av_channel_layout_copy");
      check(avutil.av_frame_get_buffer(silence, 0), "av_frame_get_buffer");
      int channels = like.channels();
      check(
          avutil.av_samples_set_silence(
              silence.extended_data(), 0, BLOCK, channels, format.format()),
          "av_samples_set_silence");
      boolean planar = avutil.av_sample_fmt_is_planar(format.format()) != 0;
      in = resources.own(new PointerPointer<>(planar ? channels : 1));
      bytesPerSample =
          avutil.av_get_bytes_per_sample(format.format()) * (planar ? 1 : like.channels());

      converted = frame();
      converted.format(avutil.AV_SAMPLE_FMT_FLTP).sample_rate(sampleRate);
      ChannelLayouts.of(layout, converted.ch_layout());
      context = open(format, converted);
      capacity =
          check(swresample.swr_get_out_samples(context, BLOCK), "swr_get_out_samples") + HELD;
      converted.nb_samples(capacity);
      check(avutil.av_frame_get_buffer(converted, 0), "av_frame_get_buffer");
      planes = new float[layout.channels()][capacity];
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  private AVFrame frame() {
    AVFrame frame = check(avutil.av_frame_alloc(), "av_frame_alloc");
    resources.own(() -> avutil.av_frame_free(frame));
    return frame;
  }

  private SwrContext open(AVFrame from, AVFrame to) {
    SwrContext opened = check(swresample.swr_alloc(), "swr_alloc");
    resources.own(() -> swresample.swr_free(opened));
    try (AVChannelLayout source = new AVChannelLayout()) {
      check(avutil.av_channel_layout_copy(source, from.ch_layout()), "av_channel_layout_copy");
      ChannelLayouts.settle(source);
      try {
        set(opened, source, from, to);
      } finally {
        avutil.av_channel_layout_uninit(source);
      }
    }
    return opened;
  }

  private static void set(SwrContext context, AVChannelLayout source, AVFrame from, AVFrame to) {
    check(
        swresample.swr_alloc_set_opts2(
            context,
            to.ch_layout(),
            to.format(),
            to.sample_rate(),
            source,
            from.format(),
            from.sample_rate(),
            0,
            null),
        "swr_alloc_set_opts2");
    // One way of computing for all that goes in.
    check(
        avutil.av_opt_set_sample_fmt(context, "internal_sample_fmt", avutil.AV_SAMPLE_FMT_FLTP, 0),
        "av_opt_set_sample_fmt");
    double[] matrix = ChannelLayouts.matrix(source, to.ch_layout());
    check(swresample.swr_set_matrix(context, matrix, source.nb_channels()), "swr_set_matrix");
    check(swresample.swr_init(context), "swr_init");
  }

  /** Whether {@code sound} has the rate, layout and format that go in here. */
  public boolean takes(Sound sound) {
    AVFrame frame = sound.frame();
    return frame.sample_rate() == silence.sample_rate()
        && frame.format() == silence.format()
        && avutil.av_channel_layout_compare(frame.ch_layout(), silence.ch_layout()) == 0;
  }

  /** Takes {@code count} samples of {@code sound} from {@code from}; it stays open. */
  public void convert(Sound sound, int from, int count) {
    for (int at = 0; at < count; at += BLOCK) {
      convert(sound.frame(), from + at, Math.min(BLOCK, count - at));
    }
  }

  /** Takes {@code count} samples of silence. */
  public void silence(long count) {
    for (long at = 0; at < count; at += BLOCK) {
      convert(silence, 0, (int) Math.min(BLOCK, count - at));
    }
  }

  private void convert(AVFrame frame, int from, int count) {
    PointerPointer<BytePointer> data = frame.extended_data();
    for (int plane = 0; plane < in.capacity(); plane++) {
      BytePointer bytes = data.get(BytePointer.class, plane);
      in.put(plane, bytes.position((long) from * bytesPerSample));
    }
    if (swresample.swr_get_out_samples(context, count) > capacity) {
      throw new LibavException("swr_convert failed: more comes out than there is room for");
    }
    PointerPointer<?> to = converted.extended_data();
    int result = swresample.swr_convert(context, to, capacity, in, count);
    hand(check(result, "swr_convert"));
  }

  private void hand(int count) {
    for (int channel = 0; channel < planes.length; channel++) {
      new FloatPointer(converted.data(channel)).capacity(count).get(planes[channel], 0, count);
    }
    out.accept(planes, count);
  }

  @Override
  public void close() {
    resources.close();
  }
}
