package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import java.util.Locale;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** A chain of filters on one thread: pictures of one form in, pictures out. */
final class PictureFilter implements AutoCloseable {
  private final NativeResources resources = new NativeResources();
  private final AVFilterContext source;
  private final AVFilterContext sink;
  private final AVFrame frame;
  private final int ticksOut;
  private final int width;
  private final int height;
  private final int format;

  /**
   * @param first a picture of the form that all have
   * @param chain in FFmpeg's filter syntax
   */
  PictureFilter(Picture first, String chain) {
    width = first.width();
    height = first.height();
    format = first.frame().format();
    AVFilterGraph graph = check(avfilter.avfilter_graph_alloc(), "avfilter_graph_alloc");
    resources.own(() -> avfilter.avfilter_graph_free(graph));
    try {
      frame = check(avutil.av_frame_alloc(), "av_frame_alloc");
      resources.own(() -> avutil.av_frame_free(frame));
      graph.nb_threads(1);
      int last = parse(graph, "%s,%s,buffersink".formatted(input(first.frame()), chain));
      source = graph.filters(0);
      sink = graph.filters(last);
      check(avfilter.avfilter_graph_config(graph, null), "avfilter_graph_config");
      ticksOut = avfilter.av_buffersink_get_time_base(sink).den();
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  private static String input(AVFrame frame) {
    return String.format(
        Locale.ROOT,
        "buffer=video_size=%dx%d:pix_fmt=%d:time_base=1/1:colorspace=%d:range=%d",
        frame.width(),
        frame.height(),
        frame.format(),
        frame.colorspace(),
        frame.color_range());
  }

  /** Index of the sink: the last of the text, but not of the graph once converters are put in. */
  private static int parse(AVFilterGraph graph, String chain) {
    AVFilterInOut inputs = new AVFilterInOut(null);
    AVFilterInOut outputs = new AVFilterInOut(null);
    try {
      check(avfilter.avfilter_graph_parse2(graph, chain, inputs, outputs), "avfilter_graph_parse2");
    } finally {
      avfilter.avfilter_inout_free(inputs);
      avfilter.avfilter_inout_free(outputs);
    }
    return graph.nb_filters() - 1;
  }

  /** Whether a picture has the form of the first one. */
  boolean takes(Picture picture) {
    return picture.width() == width
        && picture.height() == height
        && picture.frame().format() == format;
  }

  /**
   * Filters the next picture, which stays open, or drains with null.
   *
   * @param out takes the pictures that are ready, with the times that they came with, and closes
   *     them
   */
  void filter(@Nullable Picture picture, Consumer<Picture> out) {
    check(
        avfilter.av_buffersrc_add_frame_flags(
            source, picture == null ? null : picture.frame(), avfilter.AV_BUFFERSRC_FLAG_KEEP_REF),
        "av_buffersrc_add_frame_flags");
    while (true) {
      int result = avfilter.av_buffersink_get_frame(sink, frame);
      if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
        return;
      }
      check(result, "av_buffersink_get_frame");
      Picture filtered = Picture.takenFrom(frame);
      filtered.frame().pts(filtered.frame().pts() / ticksOut);
      out.accept(filtered);
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
