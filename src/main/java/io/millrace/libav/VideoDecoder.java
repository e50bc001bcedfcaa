package io.millrace.libav;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Coded pictures in, pictures out, the same on every machine: one thread, and what is damaged is
 * dropped, because how damage is concealed depends on threads and CPU.
 */
public final class VideoDecoder implements AutoCloseable {
  /** Above this no picture is decoded: 8192 x 8192. */
  private static final long MAX_PIXELS = 1L << 26;

  /** FF_COMPLIANCE_STRICT: a stream that does not say its reorder depth gets the largest. */
  private static final int STRICT = 1;

  private final Codec codec;
  private final Decoder decoder;

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
    decoder =
        new Decoder(
            find(format),
            format.configuration(),
            VideoDecoder::isDamage,
            context -> setUp(context, format));
  }

  private static void setUp(AVCodecContext context, TrackFormat format) {
    context.err_recognition(avcodec.AV_EF_EXPLODE);
    context.strict_std_compliance(STRICT);
    context.max_pixels(MAX_PIXELS);
    if (format.codec() == Codec.OTHER_VIDEO && format instanceof TrackFormat.Video video) {
      context.width(video.width()).height(video.height()); // many bitstreams do not say them
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

  /**
   * Decodes one access unit that others refer to, but whose own picture nobody wants. In the codecs
   * where it changes nothing, pictures that no other one refers to are not decoded at all.
   */
  public void runIn(Payload data) {
    boolean skips = codec == Codec.H264 || codec == Codec.H265;
    decoder.context().skip_frame(skips ? avcodec.AVDISCARD_NONREF : avcodec.AVDISCARD_DEFAULT);
    try {
      decode(data, avutil.AV_NOPTS_VALUE, Picture::close);
    } finally {
      decoder.context().skip_frame(avcodec.AVDISCARD_DEFAULT);
    }
  }

  /**
   * Decodes one access unit. A damaged one is counted and gives no picture.
   *
   * @param pts of the picture, in any unit; the picture has it again
   * @param out takes the pictures that are ready, in the order of output, and closes them
   */
  public void decode(Payload data, long pts, Consumer<Picture> out) {
    decoder.decode(data, pts, frame -> out.accept(Picture.takenFrom(frame)));
  }

  /** Hands out the pictures that are still held. Nothing can be decoded after it. */
  public void drain(Consumer<Picture> out) {
    decoder.drain(frame -> out.accept(Picture.takenFrom(frame)));
  }

  /** Access units and pictures that were dropped because they are damaged. */
  public int damaged() {
    return decoder.damaged();
  }

  /** What decoders answer to bytes they cannot use; anything else is a fault of this side. */
  private static boolean isDamage(int result) {
    return result == avutil.AVERROR_INVALIDDATA()
        || result == avutil.AVERROR_PATCHWELCOME()
        || result == avutil.AVERROR_EINVAL();
  }

  @Override
  public void close() {
    decoder.close();
  }
}
