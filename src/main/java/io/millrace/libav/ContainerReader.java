package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.libav.ContainerTrack.TimeUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SoundBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVProbeData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * A container in memory, read by libavformat from front to back: no file, no address and no other
 * container is opened for what its bytes say, and nothing is guessed about times.
 */
public final class ContainerReader implements AutoCloseable {
  /**
   * The formats that are read. Not among them are those that Millrace reads itself, those that name
   * other files, pictures, text, and what only a machine's devices have.
   */
  private static final String FORMATS =
      "aa,aea,aiff,amr,amrnb,amrwb,ape,asf,ast,au,av1,avi,avs2,avs3,caf,cavsvideo,dirac,dsf,dts,"
          + "dtshd,dv,film_cpk,flac,flic,gxf,h261,h263,iff,ipu,ivf,loas,lxf,m4v,mlp,mjpeg,mpc,mpc8,"
          + "mpeg,mpegvideo,mtv,mv,mxf,nsv,nut,nuv,obu,ogg,oma,pmp,pva,qcp,rm,rpl,roq,smjpeg,smk,"
          + "sox,tak,truehd,tta,ty,vc1,vc1test,vividas,voc,vvc,w64,wav,wc3movie,wsvqa,wtv,wv,xwma,"
          + "yuv4mpegpipe";

  private static final String NO_PROTOCOL = "none";
  private static final int MAX_TRACKS = 64;

  /** How much FFmpeg looks at to know the tracks. */
  private static final int MAX_SEARCH_BYTES = 1 << 20;

  private static final long MAX_SEARCH_MICROS = 1_000_000;
  private static final int MAX_PACKET_BYTES = 64 << 20;
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;
  private static final int MAX_PIXELS = 1 << 26;
  private static final int MAX_RATE_HZ = 6_144_000;
  private static final int MAX_CHANNELS = 255;
  private static final int PROBE_PADDING_BYTES = 32;

  /** Packets that a declared codec may be doubted for: they are held back so long. */
  private static final int MAX_DOUBT_PACKETS = 4;

  /** Failures in a row after which a demuxer is taken to be stuck. */
  private static final int MAX_FAILURES = 64;

  /** Packets that a codec which nobody declares may be guessed from. */
  private static final int MAX_GUESS_PACKETS = 2500;

  private final MemoryInput input;
  private final AVFormatContext context;
  private final AVPacket packet;
  private final boolean findsTracksByPackets;
  private End end = End.NOT_YET;

  private ContainerReader(MemoryInput input, AVFormatContext context, AVPacket packet) {
    this.input = input;
    this.context = context;
    this.packet = packet;
    this.findsTracksByPackets = (context.ctx_flags() & avformat.AVFMTCTX_NOHEADER) != 0;
    if (findsTracksByPackets) {
      context.max_probe_packets(MAX_GUESS_PACKETS);
    }
  }

  /** Why no more packets come. */
  public enum End {
    NOT_YET,
    /** There are no more bytes. */
    OF_BYTES,
    /** The container says that it ends here. */
    OF_CONTAINER,
    /** The demuxer does not get over damage. */
    DAMAGE
  }

  /** What the first bytes of something are to FFmpeg. */
  public enum Certainty {
    /** Some of the bytes are as they would be. */
    LIKELY,
    /** So much of it is right that it is nothing else. */
    CERTAIN
  }

  /** FFmpeg's word for the container that begins with {@code bytes}, if it is one that is read. */
  public static Optional<String> formatOf(Payload bytes, Certainty least) {
    Libav.load();
    int needed =
        switch (least) {
          case LIKELY -> avformat.AVPROBE_SCORE_EXTENSION / 2;
          case CERTAIN -> avformat.AVPROBE_SCORE_EXTENSION + 1;
        };
    try (PointerScope scope = new PointerScope()) {
      BytePointer memory = new BytePointer(bytes.length() + (long) PROBE_PADDING_BYTES);
      memory.zero();
      memory.put(bytes.array(), bytes.arrayOffset(), bytes.length());
      AVProbeData data = new AVProbeData();
      data.buf(memory).buf_size(bytes.length()).filename(new BytePointer(""));
      IntPointer score = new IntPointer(1L).put(needed - 1);
      AVInputFormat format = avformat.av_probe_input_format2(data, 1, score);
      if (format == null || format.isNull()) {
        return Optional.empty();
      }
      String name = format.name().getString();
      return isRead(name) ? Optional.of(name) : Optional.empty();
    }
  }

  private static boolean isRead(String format) {
    return List.of(FORMATS.split(",")).contains(format);
  }

  /**
   * Opens the container at its front.
   *
   * @param format as {@link #formatOf} has named it
   * @throws LibavException if it cannot be opened with as much as there is of it
   */
  public static ContainerReader open(String format, InputBytes bytes) {
    Libav.load();
    AVInputFormat known = avformat.av_find_input_format(format);
    if (known == null || known.isNull() || !isRead(format)) {
      throw new LibavException("Cannot read %s: FFmpeg has no demuxer for it".formatted(format));
    }
    MemoryInput input = new MemoryInput(bytes);
    AVFormatContext context = new AVFormatContext(null);
    try {
      context = check(avformat.avformat_alloc_context(), "avformat_alloc_context");
      configure(context, input);
      openInput(context, known);
      AVPacket packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      return new ContainerReader(input, context, packet);
    } catch (Throwable e) {
      avformat.avformat_close_input(context);
      input.close();
      throw e;
    }
  }

  private static void configure(AVFormatContext context, MemoryInput input) {
    context.pb(input.io());
    context.flags(
        context.flags()
            | AVFormatContext.AVFMT_FLAG_CUSTOM_IO
            | AVFormatContext.AVFMT_FLAG_NOFILLIN);
    context.max_streams(MAX_TRACKS);
    context.probesize(MAX_SEARCH_BYTES);
    context.max_analyze_duration(MAX_SEARCH_MICROS);
    context.max_probe_packets(MAX_DOUBT_PACKETS);
    context.correct_ts_overflow(0);
  }

  private static void openInput(AVFormatContext context, AVInputFormat format) {
    AVDictionary options = new AVDictionary(null);
    try {
      check(avutil.av_dict_set(options, "format_whitelist", FORMATS, 0), "av_dict_set");
      check(avutil.av_dict_set(options, "protocol_whitelist", NO_PROTOCOL, 0), "av_dict_set");
      check(avformat.avformat_open_input(context, "", format, options), "avformat_open_input");
    } finally {
      avutil.av_dict_free(options);
    }
  }

  /** Tracks come as they are found, by packets, and not all at once from the front. */
  public boolean findsTracksByPackets() {
    return findsTracksByPackets;
  }

  /** The number in the container where tracks may come in any order, else their order. */
  private int id(int index) {
    return findsTracksByPackets ? context.streams(index).id() : index + 1;
  }

  /**
   * Looks into the packets for what the tracks are. What is read afterwards follows these packets
   * or repeats them, and may be guessed: open another one to read.
   */
  public List<ContainerTrack> findTracks() {
    context.flags(context.flags() & ~AVFormatContext.AVFMT_FLAG_NOFILLIN);
    check(
        avformat.avformat_find_stream_info(context, (AVDictionary) null),
        "avformat_find_stream_info");
    List<ContainerTrack> tracks = new ArrayList<>();
    for (int i = 0; i < context.nb_streams(); i++) {
      tracks.add(track(i));
    }
    return tracks;
  }

  /** FFmpeg has asked for more than there is. */
  public boolean passedEnd() {
    return input.passedEnd();
  }

  /** Goes on reading at {@code position}; what is half read is dropped. */
  public void seek(long position) {
    check(avformat.avformat_flush(context), "avformat_flush");
    input.seek(position);
    end = End.NOT_YET;
  }

  /** The next packet, or null where there is none any more: {@link #end} says why. */
  public @Nullable ContainerPacket read() {
    int failures = 0;
    while (end == End.NOT_YET) {
      int result = avformat.av_read_frame(context, packet);
      if (result >= 0) {
        try {
          return copy();
        } finally {
          avcodec.av_packet_unref(packet);
        }
      }
      if (input.passedEnd()) {
        end = End.OF_BYTES;
      } else if (result == avutil.AVERROR_EOF()) {
        end = End.OF_CONTAINER;
      } else if (++failures >= MAX_FAILURES) {
        end = End.DAMAGE;
      }
    }
    return null;
  }

  /** Why {@link #read} found no packet. */
  public End end() {
    return end;
  }

  private ContainerPacket copy() {
    int size = packet.size();
    if (size > MAX_PACKET_BYTES) {
      throw new LibavException("Cannot read packet: %d bytes".formatted(size));
    }
    byte[] data = new byte[size];
    if (size > 0) {
      packet.data().capacity(size).get(data);
    }
    return new ContainerPacket(
        id(packet.stream_index()),
        packet.pos() < 0 ? ContainerPacket.UNKNOWN : packet.pos(),
        time(packet.pts()),
        time(packet.dts()),
        duration(packet),
        (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0,
        !input.passedEnd(),
        Payload.of(data));
  }

  private static long time(long ticks) {
    return ticks == avutil.AV_NOPTS_VALUE ? ContainerPacket.UNKNOWN : ticks;
  }

  /** What the demuxer says, or what the codec needs no decoder to say. */
  private long duration(AVPacket of) {
    if (of.duration() > 0) {
      return of.duration();
    }
    AVStream stream = context.streams(of.stream_index());
    AVCodecParameters parameters = stream.codecpar();
    int samples = avcodec.av_get_audio_frame_duration2(parameters, of.size());
    if (parameters.codec_type() != avutil.AVMEDIA_TYPE_AUDIO
        || samples <= 0
        || parameters.sample_rate() <= 0) {
      return 0;
    }
    AVRational sample = new AVRational().num(1).den(parameters.sample_rate());
    return Math.max(0, avutil.av_rescale_q(samples, sample, stream.time_base()));
  }

  private ContainerTrack track(int index) {
    AVStream stream = context.streams(index);
    AVCodecParameters parameters = stream.codecpar();
    AVRational unit = stream.time_base();
    int disposition = stream.disposition();
    boolean plausible =
        (long) parameters.width() * parameters.height() <= MAX_PIXELS
            && parameters.width() >= 0
            && parameters.height() >= 0;
    return new ContainerTrack(
        id(index),
        type(parameters.codec_type()),
        avcodec.avcodec_get_name(parameters.codec_id()).getString(),
        configuration(parameters),
        new TimeUnit(Math.max(1, unit.num()), Math.max(1, unit.den())),
        stream.pts_wrap_bits(),
        frameRate(stream),
        plausible ? parameters.width() : 0,
        plausible ? parameters.height() : 0,
        within(parameters.sample_rate(), MAX_RATE_HZ),
        within(parameters.ch_layout().nb_channels(), MAX_CHANNELS),
        blocks(parameters),
        pixelAspect(stream),
        rotation(parameters),
        language(stream),
        (disposition & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0,
        (disposition & avformat.AV_DISPOSITION_DEFAULT) != 0);
  }

  private static SoundBlocks blocks(AVCodecParameters parameters) {
    if (parameters.codec_type() != avutil.AVMEDIA_TYPE_AUDIO) {
      return SoundBlocks.UNDECLARED;
    }
    long bitRate = parameters.bit_rate();
    return new SoundBlocks(
        within(parameters.block_align(), MAX_PACKET_BYTES),
        bitRate > 0 && bitRate <= Integer.MAX_VALUE ? (int) bitRate : 0,
        within(parameters.bits_per_coded_sample(), Long.SIZE));
  }

  private static int within(int value, int max) {
    return value > 0 && value <= max ? value : 0;
  }

  private static MediaType type(int type) {
    if (type == avutil.AVMEDIA_TYPE_VIDEO) {
      return MediaType.VIDEO;
    }
    if (type == avutil.AVMEDIA_TYPE_AUDIO) {
      return MediaType.AUDIO;
    }
    return type == avutil.AVMEDIA_TYPE_SUBTITLE ? MediaType.SUBTITLE : MediaType.DATA;
  }

  private static Payload configuration(AVCodecParameters parameters) {
    int size = parameters.extradata_size();
    if (size <= 0 || size > MAX_CONFIGURATION_BYTES) {
      return Payload.EMPTY;
    }
    byte[] bytes = new byte[size];
    parameters.extradata().capacity(size).get(bytes);
    return Payload.of(bytes);
  }

  private @Nullable FrameRate frameRate(AVStream stream) {
    AVRational rate = avformat.av_guess_frame_rate(context, stream, (AVFrame) null);
    return FrameRate.plausible(rate.num(), rate.den());
  }

  private @Nullable PixelAspect pixelAspect(AVStream stream) {
    AVRational aspect = avformat.av_guess_sample_aspect_ratio(context, stream, (AVFrame) null);
    return aspect.num() < 1 || aspect.den() < 1
        ? null
        : new PixelAspect(aspect.num(), aspect.den());
  }

  private static int rotation(AVCodecParameters parameters) {
    AVPacketSideData matrix =
        avcodec.av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            avcodec.AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull() || matrix.size() < 9L * Integer.BYTES) {
      return 0;
    }
    double anticlockwise = avutil.av_display_rotation_get(new IntPointer(matrix.data()));
    if (Double.isNaN(anticlockwise)) {
      return 0;
    }
    return Math.floorMod(-Math.round(anticlockwise / 90), 4) * 90;
  }

  private static String language(AVStream stream) {
    AVDictionaryEntry entry = avutil.av_dict_get(stream.metadata(), "language", null, 0);
    return entry == null || entry.isNull() ? "und" : entry.value().getString();
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
    avformat.avformat_close_input(context);
    input.close();
  }
}
