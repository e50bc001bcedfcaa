package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** An open encoder: frames in, packets out, on one thread. */
final class Encoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVPacket packet;

  /**
   * @param names encoders in order of preference; the first that this FFmpeg has is taken
   * @param setUp sets sizes, rates and time base before the encoder is opened
   */
  Encoder(String[] names, Map<String, String> options, Consumer<AVCodecContext> setUp) {
    AVCodec codec = find(names);
    context = check(avcodec.avcodec_alloc_context3(codec), "avcodec_alloc_context3");
    AVPacket allocated = null;
    try {
      allocated = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      packet = allocated;
      context.thread_count(1);
      setUp.accept(context);
      open(context, codec, options);
    } catch (Throwable e) {
      free(context, allocated);
      throw e;
    }
  }

  private static AVCodec find(String[] names) {
    String name = first(names);
    return check(avcodec.avcodec_find_encoder_by_name(name), "avcodec_find_encoder_by_name");
  }

  /**
   * The first of these encoders that this FFmpeg has.
   *
   * @throws LibavException if it has none
   */
  static String first(String... names) {
    for (String name : names) {
      AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
      if (codec != null && !codec.isNull()) {
        return name;
      }
    }
    throw new LibavException(
        "Cannot encode: this FFmpeg has none of %s".formatted(String.join(", ", names)));
  }

  private static void open(AVCodecContext context, AVCodec codec, Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    try {
      options.forEach(
          (key, value) -> check(avutil.av_dict_set(dictionary, key, value, 0), "av_dict_set"));
      check(avcodec.avcodec_open2(context, codec, dictionary), "avcodec_open2");
    } finally {
      avutil.av_dict_free(dictionary);
    }
  }

  AVCodecContext context() {
    return context;
  }

  /** Encodes {@code frame}, or with null drains; the packets are gone when {@code out} returns. */
  void encode(@Nullable AVFrame frame, Consumer<AVPacket> out) {
    check(avcodec.avcodec_send_frame(context, frame), "avcodec_send_frame");
    while (true) {
      int result = avcodec.avcodec_receive_packet(context, packet);
      if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
        return;
      }
      check(result, "avcodec_receive_packet");
      out.accept(packet);
      avcodec.av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    free(context, packet);
  }

  private static void free(AVCodecContext context, @Nullable AVPacket packet) {
    if (packet != null) {
      avcodec.av_packet_free(packet);
    }
    avcodec.avcodec_free_context(context);
  }
}
