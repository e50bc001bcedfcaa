package io.millrace.libav;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** One track of a {@link LoopingInput}: moves each loop's times behind those of the last. */
final class LoopedTrack {
  private final InputFile.Stream source;
  private final int index;
  private long packets;
  private long firstPts;
  private long lastDts = Long.MIN_VALUE;
  private long endMicros;

  LoopedTrack(InputFile.Stream source, int index) {
    this.source = source;
    this.index = index;
  }

  /** Number of the track in the muxer. */
  int index() {
    return index;
  }

  AVRational timeBase() {
    return source.timeBase();
  }

  boolean isFrom(AVPacket packet) {
    return packet.stream_index() == source.index();
  }

  /** The input begins again. */
  void restart() {
    packets = 0;
  }

  /**
   * Moves the packet's times so that the input's start falls on {@code loopStartMicros}.
   *
   * @return false if the packet must not be written: sound that is longer than the picture would
   *     overlap the next loop
   */
  boolean shift(AVPacket packet, long inputStartMicros, long loopStartMicros) {
    AVRational timeBase = source.timeBase();
    long shift =
        avutil.av_rescale_q(loopStartMicros - inputStartMicros, InputFile.MICROSECONDS, timeBase);
    long pts = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
    if (pts == avutil.AV_NOPTS_VALUE) {
      return false;
    }
    firstPts = packets == 0 ? pts : firstPts;
    long dts = packet.dts() == avutil.AV_NOPTS_VALUE ? missingDts(packet) : packet.dts();
    packets++;
    if (lastDts != Long.MIN_VALUE && dts + shift <= lastDts) {
      return false;
    }
    packet.pts(pts + shift);
    packet.dts(dts + shift);
    lastDts = dts + shift;
    long duration = Math.max(packet.duration(), 0);
    endMicros = Math.max(endMicros, LoopingInput.micros(pts + shift + duration, timeBase));
    return true;
  }

  /** Matroska says no decode time for as many packets as pictures are reordered. */
  private long missingDts(AVPacket packet) {
    long behind = Math.max(0, source.reorderDelay() - packets);
    return firstPts - behind * Math.max(packet.duration(), 1);
  }

  /** Decode time of the last packet. */
  long lastMicros() {
    return LoopingInput.micros(lastDts, source.timeBase());
  }

  /** End of the last shown access unit: where the next loop begins. */
  long endMicros() {
    return endMicros;
  }
}
