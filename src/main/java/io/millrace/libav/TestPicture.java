package io.millrace.libav;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A moving test picture with timecode and frame number, and a beep at each second: H.264 with B
 * pictures and AAC in a live container. Step {@code n} is frame {@code n}, with the sound up to its
 * end.
 */
public final class TestPicture implements MediaFeed {
  private static final int SAMPLE_RATE = 48_000;
  private static final int SAMPLES_PER_FRAME = 1024;
  private static final int MAX_WIDTH = 3840;
  private static final byte[] PANEL = line(24);
  private static final byte[] GREY = line(128);
  private static final String[] VIDEO_ENCODERS = {"libx264", "libopenh264"};

  /**
   * What the picture is like.
   *
   * @param width pixels, even, 320 to 3840
   * @param height pixels, even, at least 180
   * @param gopFrames frames from one IDR picture to the next
   */
  public record Settings(
      int width, int height, FrameRate frameRate, int gopFrames, Container container) {
    /** 720p at 30 frames per second with an IDR picture every two seconds, as MPEG-TS. */
    public static final Settings DEFAULT =
        new Settings(1280, 720, new FrameRate(30, 1), 60, Container.MPEG_TS);

    public Settings {
      if (width < 320 || height < 180 || width > MAX_WIDTH || width % 2 != 0 || height % 2 != 0) {
        throw new IllegalArgumentException(
            "Invalid test picture: %dx%d, even, from 320x180 to 3840 wide"
                .formatted(width, height));
      }
      if (gopFrames < 1) {
        throw new IllegalArgumentException("Invalid test picture: GOP of " + gopFrames);
      }
    }
  }

  private final Settings settings;
  private final NativeResources resources = new NativeResources();
  private final FilterSource pictures;
  private final FilterSource sounds;
  private final Encoder video;
  private final Encoder audio;
  private final LiveMuxer muxer;
  private final int videoTrack;
  private final int audioTrack;
  private final SevenSegmentText large;
  private final SevenSegmentText small;
  private long frame;
  private long audioFrame;

  private TestPicture(Settings settings, Consumer<Payload> sink) {
    this.settings = settings;
    this.large = new SevenSegmentText(settings.height() / 8);
    this.small = new SevenSegmentText(settings.height() / 16);
    try {
      pictures = resources.own(new FilterSource(pictureChain(settings)));
      sounds = resources.own(new FilterSource(soundChain()));
      muxer = resources.own(new LiveMuxer(settings.container(), sink));
      video = resources.own(new Encoder(VIDEO_ENCODERS, videoOptions(), this::setUpVideo));
      audio = resources.own(new Encoder(new String[] {"aac"}, Map.of(), this::setUpAudio));
      videoTrack = muxer.addTrack(video.context());
      audioTrack = muxer.addTrack(audio.context());
      muxer.writeHeader();
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  /**
   * Opens the picture; its bytes go to {@code sink}.
   *
   * @throws LibavException if FFmpeg does not load or has no H.264 encoder
   */
  public static TestPicture open(Settings settings, Consumer<Payload> sink) {
    Libav.load();
    return new TestPicture(settings, sink);
  }

  private static byte[] line(int value) {
    byte[] bytes = new byte[MAX_WIDTH];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String pictureChain(Settings settings) {
    return String.format(
        Locale.ROOT,
        "testsrc2=size=%dx%d:rate=%s,format=pix_fmts=yuv420p,buffersink",
        settings.width(),
        settings.height(),
        settings.frameRate());
  }

  /** 1 kHz in the first tenth of each second, quieter than full scale. */
  private static String soundChain() {
    return String.format(
        Locale.ROOT,
        "sine=frequency=1000:sample_rate=%d:samples_per_frame=%d,"
            + "volume=volume='if(lt(mod(t,1),0.1),1,0)':eval=frame,"
            + "aformat=sample_fmts=fltp:channel_layouts=stereo,abuffersink",
        SAMPLE_RATE,
        SAMPLES_PER_FRAME);
  }

  private static Map<String, String> videoOptions() {
    // A scene cut would put IDR pictures where nobody expects them.
    return Map.of(
        "preset", "superfast", "x264-params", "scenecut=0:bframes=2:b-adapt=0:rc-lookahead=10");
  }

  private void setUpVideo(AVCodecContext context) {
    FrameRate rate = settings.frameRate();
    context.width(settings.width());
    context.height(settings.height());
    context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    context.time_base(rational(rate.denominator(), rate.numerator()));
    context.framerate(rational(rate.numerator(), rate.denominator()));
    context.gop_size(settings.gopFrames());
    context.bit_rate(2_000_000);
    context.rc_max_rate(3_000_000);
    context.rc_buffer_size(3_000_000);
    context.color_range(avutil.AVCOL_RANGE_MPEG);
    context.colorspace(avutil.AVCOL_SPC_BT709);
    context.color_primaries(avutil.AVCOL_PRI_BT709);
    context.color_trc(avutil.AVCOL_TRC_BT709);
    setGlobalHeader(context);
  }

  private void setUpAudio(AVCodecContext context) {
    context.sample_rate(SAMPLE_RATE);
    context.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
    avutil.av_channel_layout_default(context.ch_layout(), 2);
    context.time_base(rational(1, SAMPLE_RATE));
    context.bit_rate(128_000);
    setGlobalHeader(context);
  }

  private void setGlobalHeader(AVCodecContext context) {
    if (muxer.wantsGlobalHeader()) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
  }

  private static AVRational rational(int numerator, int denominator) {
    return new AVRational().num(numerator).den(denominator);
  }

  @Override
  public boolean step() {
    AVFrame picture = pictures.next();
    drawNumbers(picture);
    picture.pts(frame);
    picture.pict_type(avutil.AV_PICTURE_TYPE_NONE);
    video.encode(picture, this::writeVideo);
    frame++;
    while (audioMicros() < mediaMicros()) {
      AVFrame sound = sounds.next();
      sound.pts(audioFrame * SAMPLES_PER_FRAME);
      audio.encode(sound, this::writeAudio);
      audioFrame++;
    }
    muxer.flush();
    return true;
  }

  @Override
  public void finish() {
    video.encode(null, this::writeVideo);
    audio.encode(null, this::writeAudio);
    muxer.writeTrailer();
  }

  private void writeVideo(AVPacket packet) {
    muxer.write(packet, videoTrack, video.context().time_base());
  }

  private void writeAudio(AVPacket packet) {
    muxer.write(packet, audioTrack, audio.context().time_base());
  }

  @Override
  public long mediaMicros() {
    FrameRate rate = settings.frameRate();
    return Math.multiplyExact(frame * 1_000_000, rate.denominator()) / rate.numerator();
  }

  private long audioMicros() {
    return audioFrame * SAMPLES_PER_FRAME * 1_000_000 / SAMPLE_RATE;
  }

  private void drawNumbers(AVFrame picture) {
    int height = settings.height();
    int margin = height / 24;
    String timecode = timecode();
    String number = String.format(Locale.ROOT, "%08d", frame);
    int width = large.widthOf(timecode) + 2 * margin;
    int left = (settings.width() - width) / 4 * 2;
    int top = height * 9 / 32 * 2;
    int rows = height / 8 + height / 16 + 3 * margin;
    fill(picture, 1, left / 2, top / 2, width / 2, rows / 2, GREY);
    fill(picture, 2, left / 2, top / 2, width / 2, rows / 2, GREY);
    ByteBuffer luma = fill(picture, 0, left, top, width, rows, PANEL);
    int lineSize = picture.linesize(0);
    large.draw(luma, lineSize, left + margin, top + margin, timecode);
    int smallLeft = (settings.width() - small.widthOf(number)) / 2;
    small.draw(luma, lineSize, smallLeft, top + 2 * margin + height / 8, number);
  }

  private static ByteBuffer fill(
      AVFrame picture, int plane, int x, int y, int width, int rows, byte[] colour) {
    int lineSize = picture.linesize(plane);
    int lines = plane == 0 ? picture.height() : picture.height() / 2;
    ByteBuffer bytes = picture.data(plane).capacity((long) lineSize * lines).asByteBuffer();
    for (int row = y; row < y + rows; row++) {
      bytes.put(row * lineSize + x, colour, 0, width);
    }
    return bytes;
  }

  /** Hours, minutes, seconds and frame of the second; drops no numbers at 29.97. */
  private String timecode() {
    FrameRate rate = settings.frameRate();
    int nominal = (rate.numerator() + rate.denominator() / 2) / rate.denominator();
    long seconds = frame / nominal;
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d:%02d",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        frame % nominal);
  }

  @Override
  public void close() {
    resources.close();
  }
}
