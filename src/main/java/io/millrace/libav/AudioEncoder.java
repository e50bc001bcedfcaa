package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.AudioTarget;
import io.millrace.media.Payload;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** AAC-LC by FFmpeg's own encoder: frames of 1024 samples in, access units out. */
public final class AudioEncoder implements AutoCloseable {
  /** Samples of each channel in an access unit. ISO/IEC 14496-3, 4.5.1.1. */
  public static final int FRAME = 1024;

  private static final String[] ENCODERS = {"aac"};

  private final Encoder encoder;
  private final AVFrame frame;
  private final int channels;

  /**
   * An access unit.
   *
   * @param pts what stands at this time when it is decoded behind the one before it: the encoder's
   *     first has a time before the first frame, and its overlap alone
   * @param data a raw_data_block. ISO/IEC 14496-3, 4.4.2.1
   */
  public record Packet(long pts, Payload data) {}

  /**
   * A fresh encoder.
   *
   * @param sampleRate Hz, one that AAC has
   * @throws LibavException if FFmpeg refuses the settings
   */
  public AudioEncoder(AudioTarget target, int sampleRate) {
    Libav.load();
    channels = target.layout().channels();
    encoder = new Encoder(ENCODERS, Map.of(), context -> setUp(context, target, sampleRate));
    AVFrame allocated = null;
    try {
      allocated = check(avutil.av_frame_alloc(), "av_frame_alloc");
      frame = allocated;
      frame.nb_samples(FRAME).format(avutil.AV_SAMPLE_FMT_FLTP).sample_rate(sampleRate);
      check(
          avutil.av_channel_layout_copy(frame.ch_layout(), encoder.context().ch_layout()),
          "av_channel_layout_copy");
      check(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
    } catch (Throwable e) {
      avutil.av_frame_free(allocated);
      encoder.close();
      throw e;
    }
  }

  private static void setUp(AVCodecContext context, AudioTarget target, int sampleRate) {
    context.sample_rate(sampleRate).sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
    context.bit_rate(target.bitRate());
    try (AVRational timeBase = new AVRational()) {
      context.time_base(timeBase.num(1).den(sampleRate));
    }
    ChannelLayouts.of(target.layout(), context.ch_layout());
    int flags = avcodec.AV_CODEC_FLAG_GLOBAL_HEADER | avcodec.AV_CODEC_FLAG_BITEXACT;
    context.flags(context.flags() | flags);
  }

  /** AudioSpecificConfig. ISO/IEC 14496-3, 1.6.2.1. */
  public Payload configuration() {
    AVCodecContext context = encoder.context();
    byte[] bytes = new byte[context.extradata_size()];
    context.extradata().capacity(bytes.length).get(bytes);
    return Payload.of(bytes);
  }

  /**
   * Encodes the next frame.
   *
   * @param planes one array for each channel, full scale at -1 and 1
   * @param from where the frame begins in them
   * @param pts of the frame, samples
   */
  public void encode(float[][] planes, int from, long pts, Consumer<Packet> out) {
    // The encoder may still hold what the frame had before.
    check(avutil.av_frame_make_writable(frame), "av_frame_make_writable");
    for (int channel = 0; channel < channels; channel++) {
      Pointer plane = frame.data(channel);
      new FloatPointer(plane).capacity(FRAME).put(planes[channel], from, FRAME);
    }
    frame.pts(pts);
    encoder.encode(frame, packet -> out.accept(packet(packet)));
  }

  /** Hands out what is still held. Nothing can be encoded after it. */
  public void finish(Consumer<Packet> out) {
    encoder.encode(null, packet -> out.accept(packet(packet)));
  }

  private static Packet packet(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().capacity(bytes.length).get(bytes);
    return new Packet(packet.pts(), Payload.of(bytes));
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
    encoder.close();
  }
}
