package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Payload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** A file as anybody reads it with libavformat: from front to back, times completed by FFmpeg. */
public final class StraightReading {
  public static final long UNKNOWN = Long.MIN_VALUE;

  /**
   * A packet.
   *
   * @param stream its index
   * @param ptsMicros {@link #UNKNOWN} if FFmpeg does not know either
   */
  public record Packet(int stream, long ptsMicros, boolean key, Payload data) {}

  private StraightReading() {}

  public static List<Packet> of(Path file) {
    Libav.load();
    AVFormatContext context = new AVFormatContext(null);
    AVPacket packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
    try {
      AVInputFormat any = null;
      check(
          avformat.avformat_open_input(context, file.toString(), any, (AVDictionary) null),
          "avformat_open_input");
      check(
          avformat.avformat_find_stream_info(context, (AVDictionary) null),
          "avformat_find_stream_info");
      List<Packet> packets = new ArrayList<>();
      while (avformat.av_read_frame(context, packet) >= 0) {
        packets.add(copy(context, packet));
        avcodec.av_packet_unref(packet);
      }
      return packets;
    } finally {
      avcodec.av_packet_free(packet);
      avformat.avformat_close_input(context);
    }
  }

  private static Packet copy(AVFormatContext context, AVPacket packet) {
    byte[] data = new byte[packet.size()];
    packet.data().capacity(data.length).get(data);
    AVRational unit = context.streams(packet.stream_index()).time_base();
    long pts =
        packet.pts() == avutil.AV_NOPTS_VALUE
            ? UNKNOWN
            : avutil.av_rescale_q(packet.pts(), unit, InputFile.MICROSECONDS);
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    return new Packet(packet.stream_index(), pts, key, Payload.of(data));
  }
}
