package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Coded pictures in, pictures out, the same on every machine: one thread, and what is damaged is
 * dropped, because how damage is concealed depends on threads and CPU.
 */
public final class VideoDecoder implements AutoCloseable {
  /** Above this no picture is decoded: 8192 x 8192. */
  private static final long MAX_PIXELS = 1L << 26;

  /** FF_COMPLIANCE_STRICT: a stream that does not say its reorder depth gets the largest. */
  private static final int STRICT = 1;

  private final NativeResources resources = new NativeResources();
  private final Codec codec;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final AVFrame frame;
  private int damaged;

  /**
   * A decoder that has seen nothing.
   *
   * @param format of the track; for {@link Codec#OTHER_VIDEO} its {@code codecs} is FFmpeg's name
   *     of the codec, and its {@code configuration} FFmpeg's extradata
   * @throws LibavException if FFmpeg does not decode it, or not with this configuration
   */
  public VideoDecoder(TrackFormat format) {
    Libav.load();
    codec = format.codec();
    AVCodec decoder = find(format);
    context = check(avcodec.avcodec_alloc_context3(decoder), "avcodec_alloc_context3");
    resources.own(() -> avcodec.avcodec_free_context(context));
    try {
      packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      resources.own(() -> avcodec.av_packet_free(packet));
      frame = check(avutil.av_frame_alloc(), "av_frame_alloc");
      resources.own(() -> avutil.av_frame_free(frame));
      context.thread_count(1);
      context.err_recognition(avcodec.AV_EF_EXPLODE);
      context.strict_std_compliance(STRICT);
      context.max_pixels(MAX_PIXELS);
      configure(format);
      check(avcodec.avcodec_open2(context, decoder, (AVDictionary) null), "avcodec_open2");
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  private static AVCodec find(TrackFormat format) {
    AVCodec decoder = avcodec.avcodec_find_decoder(id(format));
    if (decoder == null || decoder.isNull()) {
      throw new LibavException(
          "Cannot decode %s (%s): no decoder for it".formatted(format.codec(), format.codecs()));
    }
    return decoder;
  }

  private static int id(TrackFormat format) {
    return switch (format.codec()) {
      case H264 -> avcodec.AV_CODEC_ID_H264;
      case H265 -> avcodec.AV_CODEC_ID_HEVC;
      case AV1 -> avcodec.AV_CODEC_ID_AV1;
      case VP8 -> avcodec.AV_CODEC_ID_VP8;
      case VP9 -> avcodec.AV_CODEC_ID_VP9;
      case MPEG2_VIDEO -> avcodec.AV_CODEC_ID_MPEG2VIDEO; // its decoder reads MPEG-1, too
      case OTHER_VIDEO -> idOf(format.codecs());
      default -> avcodec.AV_CODEC_ID_NONE;
    };
  }

  /** FFmpeg's names are of codecs, not of decoders: {@code theora}, {@code wmv3}. */
  private static int idOf(String name) {
    AVCodecDescriptor descriptor = avcodec.avcodec_descriptor_get_by_name(name);
    boolean known = descriptor != null && !descriptor.isNull();
    return known && descriptor.type() == avutil.AVMEDIA_TYPE_VIDEO
        ? descriptor.id()
        : avcodec.AV_CODEC_ID_NONE;
  }

  /** The context frees the bytes with itself. */
  private void configure(TrackFormat format) {
    if (codec == Codec.OTHER_VIDEO && format instanceof TrackFormat.Video video) {
      context.width(video.width()).height(video.height()); // many bitstreams do not say them
    }
    Payload configuration = format.configuration();
    int length = configuration.length();
    if (length > 0) {
      long padded = (long) length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
      BytePointer bytes = new BytePointer(check(avutil.av_mallocz(padded), "av_mallocz"));
      bytes.capacity(padded).put(configuration.toByteArray(), 0, length);
      context.extradata(bytes).extradata_size(length);
    }
  }

  /**
   * Decodes one access unit that others refer to, but whose own picture nobody wants. In the codecs
   * where it changes nothing, pictures that no other one refers to are not decoded at all.
   */
  public void runIn(Payload data) {
    boolean skips = codec == Codec.H264 || codec == Codec.H265;
    context.skip_frame(skips ? avcodec.AVDISCARD_NONREF : avcodec.AVDISCARD_DEFAULT);
    try {
      decode(data, avutil.AV_NOPTS_VALUE, Picture::close);
    } finally {
      context.skip_frame(avcodec.AVDISCARD_DEFAULT);
    }
  }

  /**
   * Decodes one access unit. A damaged one is counted and gives no picture.
   *
   * @param pts of the picture, in any unit; the picture has it again
   * @param out takes the pictures that are ready, in the order of output, and closes them
   */
  public void decode(Payload data, long pts, Consumer<Picture> out) {
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

  /** Hands out the pictures that are still held. Nothing can be decoded after it. */
  public void drain(Consumer<Picture> out) {
    send(null);
    receive(out);
  }

  /** Access units and pictures that were dropped because they are damaged. */
  public int damaged() {
    return damaged;
  }

  private void send(@Nullable AVPacket next) {
    int result = avcodec.avcodec_send_packet(context, next);
    if (isDamage(result)) {
      damaged++;
    } else {
      check(result, "avcodec_send_packet");
    }
  }

  /** What decoders answer to bytes they cannot use; anything else is a fault of this side. */
  private static boolean isDamage(int result) {
    return result == avutil.AVERROR_INVALIDDATA()
        || result == avutil.AVERROR_PATCHWELCOME()
        || result == avutil.AVERROR_EINVAL();
  }

  private void receive(Consumer<Picture> out) {
    while (true) {
      int result = avcodec.avcodec_receive_frame(context, frame);
      if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
        return;
      }
      if (isDamage(result)) {
        damaged++;
        continue;
      }
      check(result, "avcodec_receive_frame");
      if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
        damaged++;
        avutil.av_frame_unref(frame);
      } else {
        out.accept(Picture.takenFrom(frame));
      }
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
