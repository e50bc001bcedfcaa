package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** An input that FFmpeg demuxes, with the one picture and the one sound that are played. */
final class InputFile implements AutoCloseable {
  static final AVRational MICROSECONDS = new AVRational().num(1).den(avutil.AV_TIME_BASE);

  private static final String PROTOCOLS = "file,pipe,http,https,tcp,tls,crypto";
  private static final String TIMEOUT_MICROS = "15000000";

  private final AVFormatContext context;

  /**
   * A track of the input, as values that outlive the input.
   *
   * @param codecId FFmpeg's number of the codec
   * @param reorderDelay pictures that are decoded before the first one is shown
   */
  record Stream(int index, int codecId, int reorderDelay, AVRational timeBase) {}

  private InputFile(AVFormatContext context) {
    this.context = context;
  }

  static InputFile open(String location) {
    AVFormatContext context = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    try {
      check(avutil.av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0), "av_dict_set");
      check(avutil.av_dict_set(options, "rw_timeout", TIMEOUT_MICROS, 0), "av_dict_set");
      String url = location.equals("-") ? "pipe:0" : location;
      check(avformat.avformat_open_input(context, url, null, options), "avformat_open_input");
    } finally {
      avutil.av_dict_free(options);
    }
    InputFile input = new InputFile(context);
    try {
      check(
          avformat.avformat_find_stream_info(context, (AVDictionary) null),
          "avformat_find_stream_info");
      if (input.streams().isEmpty()) {
        throw new LibavException("Cannot play %s: neither picture nor sound".formatted(location));
      }
      return input;
    } catch (Throwable e) {
      input.close();
      throw e;
    }
  }

  /** The picture first, then the sound. */
  List<Stream> streams() {
    List<Stream> streams = new ArrayList<>();
    for (int type : new int[] {avutil.AVMEDIA_TYPE_VIDEO, avutil.AVMEDIA_TYPE_AUDIO}) {
      int index = avformat.av_find_best_stream(context, type, -1, -1, (AVCodec) null, 0);
      if (index >= 0 && !isCover(context.streams(index))) {
        streams.add(stream(context.streams(index)));
      }
    }
    return streams;
  }

  private static Stream stream(AVStream stream) {
    AVRational timeBase = stream.time_base();
    return new Stream(
        stream.index(),
        stream.codecpar().codec_id(),
        stream.codecpar().video_delay(),
        new AVRational().num(timeBase.num()).den(timeBase.den()));
  }

  /** Native memory of this input: gone when it is closed. */
  AVCodecParameters parameters(Stream stream) {
    return context.streams(stream.index()).codecpar();
  }

  private static boolean isCover(AVStream stream) {
    return (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
  }

  /** When the first track starts: coders put some sound before it, which belongs to no loop. */
  long startMicros() {
    AVStream first = context.streams(streams().get(0).index());
    return first.start_time() == avutil.AV_NOPTS_VALUE
        ? 0
        : avutil.av_rescale_q(first.start_time(), first.time_base(), MICROSECONDS);
  }

  /** Reads the next packet; false at the end. */
  boolean read(AVPacket packet) {
    int result = avformat.av_read_frame(context, packet);
    if (result == avutil.AVERROR_EOF()) {
      return false;
    }
    check(result, "av_read_frame");
    return true;
  }

  @Override
  public void close() {
    avformat.avformat_close_input(context);
  }
}
