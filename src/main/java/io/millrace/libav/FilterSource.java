package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** A chain of filters that begins with a generator: frames out of nothing. */
final class FilterSource implements AutoCloseable {
  private final AVFilterGraph graph;
  private final AVFilterContext sink;
  private final AVFrame frame;

  /**
   * @param chain in FFmpeg's filter syntax, with {@code buffersink} or {@code abuffersink} at its
   *     end
   */
  FilterSource(String chain) {
    graph = check(avfilter.avfilter_graph_alloc(), "avfilter_graph_alloc");
    AVFrame allocated = null;
    try {
      sink = parse(graph, chain);
      allocated = check(avutil.av_frame_alloc(), "av_frame_alloc");
      frame = allocated;
    } catch (Throwable e) {
      free(graph, allocated);
      throw e;
    }
  }

  private static AVFilterContext parse(AVFilterGraph graph, String chain) {
    graph.nb_threads(1);
    AVFilterInOut inputs = new AVFilterInOut(null);
    AVFilterInOut outputs = new AVFilterInOut(null);
    try {
      check(avfilter.avfilter_graph_parse2(graph, chain, inputs, outputs), "avfilter_graph_parse2");
    } finally {
      avfilter.avfilter_inout_free(inputs);
      avfilter.avfilter_inout_free(outputs);
    }
    // The sink is the last of the text, but not of the graph once converters have been put in.
    AVFilterContext last = graph.filters(graph.nb_filters() - 1);
    check(avfilter.avfilter_graph_config(graph, null), "avfilter_graph_config");
    return last;
  }

  /** The next frame, writable; it belongs to this source and is gone with the next call. */
  AVFrame next() {
    avutil.av_frame_unref(frame);
    check(avfilter.av_buffersink_get_frame(sink, frame), "av_buffersink_get_frame");
    check(avutil.av_frame_make_writable(frame), "av_frame_make_writable");
    return frame;
  }

  @Override
  public void close() {
    free(graph, frame);
  }

  private static void free(AVFilterGraph graph, @Nullable AVFrame frame) {
    if (frame != null) {
      avutil.av_frame_free(frame);
    }
    avfilter.avfilter_graph_free(graph);
  }
}
