package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Payload;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** An open decoder: access units in, frames out, on one thread; what is damaged is counted. */
final class Decoder implements AutoCloseable {
  private final NativeResources resources = new NativeResources();
  private final AVCodecContext context;
  private final AVPacket packet;
  private final AVFrame frame;
  private final IntPredicate damage;
  private int damaged;

  /**
   * @param extradata the codec's configuration in FFmpeg's form, or empty
   * @param damage whether a result is the decoder's answer to bytes that it cannot use
   * @param setUp sets what else it must know before it is opened
   */
  Decoder(AVCodec codec, Payload extradata, IntPredicate damage, Consumer<AVCodecContext> setUp) {
    this.damage = damage;
    context = check(avcodec.avcodec_alloc_context3(codec), "avcodec_alloc_context3");
    resources.own(() -> avcodec.avcodec_free_context(context));
    try {
      packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      resources.own(() -> avcodec.av_packet_free(packet));
      frame = check(avutil.av_frame_alloc(), "av_frame_alloc");
      resources.own(() -> avutil.av_frame_free(frame));
      context.thread_count(1);
      setUp.accept(context);
      configure(extradata);
      check(avcodec.avcodec_open2(context, codec, (AVDictionary) null), "avcodec_open2");
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  /** The context frees the bytes with itself. */
  private void configure(Payload extradata) {
    int length = extradata.length();
    if (length > 0) {
      long padded = (long) length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
      BytePointer bytes = new BytePointer(check(avutil.av_mallocz(padded), "av_mallocz"));
      bytes.capacity(padded).put(extradata.array(), extradata.arrayOffset(), length);
      context.extradata(bytes).extradata_size(length);
    }
  }

  AVCodecContext context() {
    return context;
  }

  /**
   * Decodes one access unit.
   *
   * @param out takes the frames that are ready; what it does not take is gone when it returns
   */
  void decode(Payload data, long pts, Consumer<AVFrame> out) {
    check(avcodec.av_new_packet(packet, data.length()), "av_new_packet");
    try {
      packet.data().capacity(data.length()).put(data.array(), data.arrayOffset(), data.length());
      packet.pts(pts).dts(avutil.AV_NOPTS_VALUE);
      send(packet);
    } finally {
      avcodec.av_packet_unref(packet);
    }
    receive(out);
  }

  /** Hands out the frames that are still held. Nothing can be decoded after it. */
  void drain(Consumer<AVFrame> out) {
    send(null);
    receive(out);
  }

  /** Access units and frames that were dropped because they are damaged. */
  int damaged() {
    return damaged;
  }

  private void send(@Nullable AVPacket next) {
    int result = avcodec.avcodec_send_packet(context, next);
    if (damage.test(result)) {
      damaged++;
    } else {
      check(result, "avcodec_send_packet");
    }
  }

  private void receive(Consumer<AVFrame> out) {
    while (true) {
      int result = avcodec.avcodec_receive_frame(context, frame);
      if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
        return;
      }
      if (damage.test(result)) {
        damaged++;
        continue;
      }
      check(result, "avcodec_receive_frame");
      boolean corrupt = (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0;
      if (corrupt || frame.decode_error_flags() != 0) {
        damaged++;
      } else {
        out.accept(frame);
      }
      avutil.av_frame_unref(frame);
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
