package io.millrace.libav;

import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.EncoderKind;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Rung;
import io.millrace.media.Timescale;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * H.264 and HEVC: 4:2:0 pictures of one size in, coded pictures out. In software the bytes depend
 * on the pictures and the settings alone: one thread, and nothing that follows the CPU. Of a GPU
 * nobody knows.
 */
public final class VideoEncoder implements AutoCloseable {
  /**
   * For rate control alone, where nobody says the rate: it must not follow a segment's pictures.
   */
  private static final FrameRate UNKNOWN_RATE = new FrameRate(30, 1);

  private final NativeResources resources = new NativeResources();
  private final Settings settings;
  private final @Nullable UploadedPictures uploaded;
  private final Encoder encoder;
  private Payload first = Payload.EMPTY;

  /** Of pictures whose packet has not come, by the time that the encoder knows. */
  private final Map<Long, Integer> indices = new HashMap<>();

  private int next;

  /**
   * What decides the bytes, beside the pictures.
   *
   * @param kind what encodes them, where it is there
   * @param codec H264 or H265
   * @param width even, pixels, as {@code height}
   * @param frameRate null where pictures come at times of their own
   * @param timescale of those times
   * @param bitDepth 8, or for H265 10
   * @param bitRate most bits per second, held by a buffer of two seconds; 0 for no bound
   * @param crf constant rate factor, 0 to 51: the quality below that bit rate
   * @param profile of H.264; null for what the encoder takes
   */
  public record Settings(
      EncoderKind kind,
      Codec codec,
      int width,
      int height,
      @Nullable FrameRate frameRate,
      Timescale timescale,
      Colour colour,
      int bitDepth,
      int bitRate,
      int crf,
      Rung.Preset preset,
      Rung.@Nullable Profile profile) {}

  /**
   * A coded picture.
   *
   * @param index of the picture, from 0 in the order of output
   * @param sync an IDR picture
   * @param data NAL units behind start codes
   */
  public record Packet(int index, boolean sync, Payload data) {}

  /**
   * A fresh encoder.
   *
   * @throws LibavException if this FFmpeg has no encoder, or it refuses the settings
   */
  public VideoEncoder(Settings settings) {
    this(settings, name(settings), true);
  }

  /**
   * @param name of one of FFmpeg's encoders
   * @param header parameter sets are asked for in front, which not every encoder does
   */
  VideoEncoder(Settings settings, String name, boolean header) {
    this(settings, name, header, EncoderOptions.of(name, settings));
  }

  /** The same with other options than the settings stand for. */
  VideoEncoder(Settings settings, String name, boolean header, Map<String, String> options) {
    Libav.load();
    this.settings = settings;
    try {
      uploaded =
          name.endsWith("_vaapi") ? resources.own(new UploadedPictures(name, settings)) : null;
      encoder =
          resources.own(
              new Encoder(new String[] {name}, options, context -> setUp(context, name, header)));
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  private static String name(Settings settings) {
    Libav.load();
    return EncoderSelection.name(settings.kind(), settings.codec());
  }

  /** Of the pictures that an encoder with these settings takes. */
  static int pixelFormat(Settings settings) {
    return pixelFormat(name(settings), settings.bitDepth());
  }

  /** GPUs want their chroma in pairs. */
  static int pixelFormat(String name, int bitDepth) {
    boolean deep = bitDepth > 8;
    return name.startsWith("lib")
        ? deep ? avutil.AV_PIX_FMT_YUV420P10 : avutil.AV_PIX_FMT_YUV420P
        : deep ? avutil.AV_PIX_FMT_P010 : avutil.AV_PIX_FMT_NV12;
  }

  private void setUp(AVCodecContext context, String name, boolean header) {
    FrameRate counted = settings.frameRate();
    FrameRate rate = counted == null ? UNKNOWN_RATE : counted;
    Colour colour = settings.colour();
    context.width(settings.width()).height(settings.height());
    context.pix_fmt(pixelFormat(name, settings.bitDepth()));
    context.time_base(
        counted == null
            ? rational(1, settings.timescale().ticksPerSecond())
            : rational(counted.denominator(), counted.numerator()));
    context.framerate(rational(rate.numerator(), rate.denominator()));
    context.sample_aspect_ratio(rational(1, 1));
    context.rc_max_rate(settings.bitRate()).rc_buffer_size(2 * settings.bitRate());
    context.color_range(avutil.AVCOL_RANGE_MPEG);
    context.color_primaries(colour.primaries());
    context.color_trc(colour.transfer());
    context.colorspace(colour.matrix());
    if (header) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    if (!EncoderOptions.knowsQuality(name)) {
      context.bit_rate(EncoderOptions.bitRate(settings)).gop_size(EncoderOptions.LONG_GOP);
    }
    if (uploaded != null) {
      uploaded.announce(context);
    }
  }

  private static AVRational rational(int numerator, int denominator) {
    return new AVRational().num(numerator).den(denominator);
  }

  /**
   * NAL units behind start codes with the parameter sets among them, the same for the same
   * settings. Some encoders have them only once the first packet has come: then it is that packet.
   */
  public Payload parameterSets() {
    AVCodecContext context = encoder.context();
    byte[] bytes = new byte[context.extradata_size()];
    if (bytes.length == 0) {
      return first;
    }
    context.extradata().capacity(bytes.length).get(bytes);
    return Payload.of(bytes);
  }

  /**
   * Encodes the next picture, which stays open; it may be the one before it again.
   *
   * @param time ticks of the timescale, later than the one before
   * @param sync it is an IDR picture
   * @param out takes what is ready, in decode order
   */
  public void encode(Picture picture, long time, boolean sync, Consumer<Packet> out) {
    AVFrame frame = picture.frame();
    long pts = settings.frameRate() == null ? time : next;
    indices.put(pts, next++);
    frame.pts(pts);
    frame.pict_type(sync ? avutil.AV_PICTURE_TYPE_I : avutil.AV_PICTURE_TYPE_NONE);
    if (uploaded == null) {
      encoder.encode(frame, packet -> out.accept(packet(packet)));
      return;
    }
    try (Picture copy = uploaded.upload(picture)) {
      encoder.encode(copy.frame(), packet -> out.accept(packet(packet)));
    }
  }

  /** Hands out what is still held. Nothing can be encoded after it. */
  public void finish(Consumer<Packet> out) {
    encoder.encode(null, packet -> out.accept(packet(packet)));
  }

  private Packet packet(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().capacity(bytes.length).get(bytes);
    Integer index = indices.remove(packet.pts());
    if (index == null) {
      throw new LibavException("Cannot encode: packet of a picture that was not given");
    }
    boolean sync = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    Payload data = Payload.of(bytes);
    first = first.isEmpty() ? data : first;
    return new Packet(index, sync, data);
  }

  @Override
  public void close() {
    resources.close();
  }
}
