package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A file or URL whose picture and sound are copied, not encoded again, into a live container, over
 * and over on one timeline that never goes back. Step {@code n} is packet {@code n}.
 */
public final class LoopingInput implements MediaFeed {
  /** What MPEG-TS can carry as everybody reads it; anything else goes into Matroska. */
  private static final Set<Integer> IN_MPEG_TS =
      Set.of(
          avcodec.AV_CODEC_ID_H264,
          avcodec.AV_CODEC_ID_HEVC,
          avcodec.AV_CODEC_ID_MPEG2VIDEO,
          avcodec.AV_CODEC_ID_AAC,
          avcodec.AV_CODEC_ID_AC3,
          avcodec.AV_CODEC_ID_EAC3,
          avcodec.AV_CODEC_ID_MP2,
          avcodec.AV_CODEC_ID_MP3,
          avcodec.AV_CODEC_ID_DTS);

  /** What happens at the end of the input. */
  public enum Repeat {
    ONCE,
    FOREVER
  }

  private final String location;
  private final Repeat repeat;
  private final NativeResources resources = new NativeResources();
  private final LiveMuxer muxer;
  private final AVPacket packet;
  private final List<LoopedTrack> tracks = new ArrayList<>();
  private InputFile input;
  private long startMicros;
  private long loopStartMicros;
  private long mediaMicros;

  private LoopingInput(String location, Repeat repeat, Consumer<Payload> sink) {
    this.location = location;
    this.repeat = repeat;
    this.input = InputFile.open(location);
    try {
      List<InputFile.Stream> streams = input.streams();
      muxer = resources.own(new LiveMuxer(containerFor(streams), sink));
      packet = check(avcodec.av_packet_alloc(), "av_packet_alloc");
      resources.own(() -> avcodec.av_packet_free(packet));
      for (InputFile.Stream stream : streams) {
        int index = muxer.addTrack(input.parameters(stream), stream.timeBase());
        tracks.add(new LoopedTrack(stream, index));
      }
      startMicros = input.startMicros();
      muxer.writeHeader();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Opens {@code location}, a path, an http(s) URL, or {@code -} for the standard input, which
   * cannot be repeated.
   *
   * @throws LibavException if it cannot be opened or has neither picture nor sound
   */
  public static LoopingInput open(String location, Repeat repeat, Consumer<Payload> sink) {
    Libav.load();
    return new LoopingInput(location, location.equals("-") ? Repeat.ONCE : repeat, sink);
  }

  private static Container containerFor(List<InputFile.Stream> streams) {
    boolean fits = streams.stream().allMatch(stream -> IN_MPEG_TS.contains(stream.codecId()));
    return fits ? Container.MPEG_TS : Container.MATROSKA;
  }

  @Override
  public boolean step() {
    if (!input.read(packet) && !nextLoop()) {
      return false;
    }
    try {
      for (LoopedTrack track : tracks) {
        if (track.isFrom(packet)) {
          write(track);
        }
      }
    } finally {
      avcodec.av_packet_unref(packet);
    }
    return true;
  }

  @Override
  public void finish() {
    muxer.writeTrailer();
  }

  private void write(LoopedTrack track) {
    if (!track.shift(packet, startMicros, loopStartMicros)) {
      return;
    }
    mediaMicros = Math.max(mediaMicros, track.lastMicros());
    AVRational timeBase = track.timeBase();
    muxer.write(packet, track.index(), timeBase);
    muxer.flush();
  }

  /** Begins again where the picture, or a sound without one, ended; false if that is not to be. */
  private boolean nextLoop() {
    if (repeat == Repeat.ONCE) {
      return false;
    }
    long end = tracks.get(0).endMicros();
    if (end <= loopStartMicros) {
      throw new LibavException("Cannot loop %s: it has no duration".formatted(location));
    }
    loopStartMicros = end;
    input.close();
    input = InputFile.open(location);
    startMicros = input.startMicros();
    tracks.forEach(LoopedTrack::restart);
    if (input.streams().size() != tracks.size() || !input.read(packet)) {
      throw new LibavException("Cannot loop %s: it changed".formatted(location));
    }
    return true;
  }

  /** For messages: what the feed is muxed into and how many tracks. */
  @Override
  public String toString() {
    return "%s (%d tracks)".formatted(location, tracks.size());
  }

  @Override
  public long mediaMicros() {
    return mediaMicros;
  }

  @Override
  public void close() {
    resources.close();
    input.close();
  }

  static long micros(long ticks, AVRational timeBase) {
    return avutil.av_rescale_q(ticks, timeBase, InputFile.MICROSECONDS);
  }
}
