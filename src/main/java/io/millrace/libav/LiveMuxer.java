package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Packets to the bytes of a container that nobody can seek in, handed to a sink as they come. */
final class LiveMuxer implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /** JavaCPP has room for ten callbacks of a kind: one serves all, and the id tells them apart. */
  private static final Map<Long, LiveMuxer> OPEN = new ConcurrentHashMap<>();

  private static final AtomicLong LAST_ID = new AtomicLong();

  private static final Write_packet_Pointer_BytePointer_int WRITE =
      new Write_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer opaque, BytePointer bytes, int size) {
          LiveMuxer muxer = OPEN.get(opaque.address());
          return muxer == null ? avutil.AVERROR_EXTERNAL() : muxer.write(bytes, size);
        }
      };

  private final long id = LAST_ID.incrementAndGet();
  private final Id opaque = new Id(id);
  private final Consumer<Payload> sink;
  private final AVFormatContext context;
  private final AVIOContext io;
  private @Nullable Throwable sinkFailure;

  LiveMuxer(MediaFeed.Container container, Consumer<Payload> sink) {
    this.sink = sink;
    context = new AVFormatContext(null);
    check(
        avformat.avformat_alloc_output_context2(context, null, container.muxer(), null),
        "avformat_alloc_output_context2");
    try {
      BytePointer buffer =
          check(new BytePointer(avutil.av_malloc(BUFFER_BYTES)), "av_malloc")
              .capacity(BUFFER_BYTES);
      io =
          check(
              avformat.avio_alloc_context(buffer, BUFFER_BYTES, 1, opaque, null, WRITE, null),
              "avio_alloc_context");
    } catch (Throwable e) {
      avformat.avformat_free_context(context);
      throw e;
    }
    io.seekable(0);
    context.pb(io);
    context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
    OPEN.put(id, this);
  }

  /** True where the codec's parameter sets belong in front, not into the stream. */
  boolean wantsGlobalHeader() {
    return (context.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
  }

  /** Adds a track of what {@code encoder} makes; returns its index. */
  int addTrack(AVCodecContext encoder) {
    AVStream stream = check(avformat.avformat_new_stream(context, null), "avformat_new_stream");
    check(
        avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder),
        "avcodec_parameters_from_context");
    stream.time_base(encoder.time_base());
    return stream.index();
  }

  /** Adds a track with the same coded bytes as another container's; returns its index. */
  int addTrack(AVCodecParameters parameters, AVRational timeBase) {
    AVStream stream = check(avformat.avformat_new_stream(context, null), "avformat_new_stream");
    check(
        avcodec.avcodec_parameters_copy(stream.codecpar(), parameters), "avcodec_parameters_copy");
    stream.codecpar().codec_tag(0); // the source container's tag means nothing in this one
    stream.time_base(timeBase);
    return stream.index();
  }

  void writeHeader() {
    AVDictionary options = new AVDictionary(null);
    try {
      // Matroska: unknown sizes, no cues at the end; MPEG-TS has no such option and ignores it.
      check(avutil.av_dict_set(options, "live", "1", 0), "av_dict_set");
      check(avutil.av_dict_set(options, "cluster_time_limit", "1000", 0), "av_dict_set");
      checkWrite(avformat.avformat_write_header(context, options), "avformat_write_header");
    } finally {
      avutil.av_dict_free(options);
    }
  }

  /** Writes {@code packet}, whose times are in {@code timeBase}, and leaves it empty. */
  void write(AVPacket packet, int track, AVRational timeBase) {
    avcodec.av_packet_rescale_ts(packet, timeBase, context.streams(track).time_base());
    packet.stream_index(track);
    packet.pos(-1);
    checkWrite(avformat.av_interleaved_write_frame(context, packet), "av_interleaved_write_frame");
  }

  /** Hands all that was muxed to the sink. */
  void flush() {
    avformat.avio_flush(io);
    checkWrite(0, "avio_flush");
  }

  void writeTrailer() {
    checkWrite(avformat.av_write_trailer(context), "av_write_trailer");
    flush();
  }

  /** Runs inside FFmpeg: whatever happens is kept, and thrown when the call has returned. */
  private int write(BytePointer bytes, int size) {
    try {
      byte[] copy = new byte[size];
      bytes.get(copy);
      sink.accept(Payload.of(copy));
      return size;
    } catch (Throwable e) {
      sinkFailure = e;
      return avutil.AVERROR_EXTERNAL();
    }
  }

  private void checkWrite(int result, String call) {
    Throwable failure = sinkFailure;
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new LibavException(call + " failed: the sink threw " + failure, failure);
    }
    check(result, call);
  }

  @Override
  public void close() {
    OPEN.remove(id);
    avutil.av_free(io.buffer());
    avformat.avio_context_free(io);
    avformat.avformat_free_context(context);
    opaque.setNull();
  }

  /** A number in the clothes of a pointer; nobody follows it. */
  private static final class Id extends Pointer {
    Id(long id) {
      address = id;
    }
  }
}
