package io.millrace.demux.libav;

import io.millrace.demux.libav.Pass.Read;
import io.millrace.libav.ContainerPacket;
import java.util.List;

/** How many bytes of a container a second of media takes. */
final class BitRate {
  private BitRate() {}

  /**
   * Bytes a second between the first and the last packet of {@code track}; 0 if it is not known.
   */
  static long of(LibavTrack track, List<Read> packets) {
    Read first = null;
    Read last = null;
    long units = 0;
    for (Read read : packets) {
      if (read.track() == track.source().id() && read.place().position() >= 0) {
        units += last == null ? 0 : last.packet().duration();
        first = first == null ? read : first;
        last = read;
      }
    }
    if (first == null || last == null) {
      return 0;
    }
    long from = time(first.packet());
    long to = time(last.packet());
    boolean timed = from != ContainerPacket.UNKNOWN && to != ContainerPacket.UNKNOWN && to > from;
    long ticks = track.ticks().of(timed ? to - from : units);
    long length = last.place().position() - first.place().position();
    long perSecond = track.ticks().timescale().ticksPerSecond();
    return ticks < 1 || length < 1 ? 0 : length * perSecond / ticks;
  }

  private static long time(ContainerPacket packet) {
    return packet.dts() != ContainerPacket.UNKNOWN ? packet.dts() : packet.pts();
  }
}
