package io.millrace.demux.libav;

import static io.millrace.libav.ContainerPacket.UNKNOWN;

import io.millrace.demux.libav.Pass.Read;
import io.millrace.libav.ContainerPacket;
import io.millrace.libav.ContainerTrack;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The times of a track's packets on one clock: of containers that count from where reading starts,
 * of clocks that wrap, and of packets without a time, which follow the one before. All in the
 * container's unit.
 */
final class TrackClock {
  /** Where neither container nor bitstream say it: 25 frames a second. */
  private static final FrameRate ASSUMED = new FrameRate(25, 1);

  private final ContainerTrack track;
  private final Ticks ticks;

  /** What is added to the times that are read now. */
  private long offset;

  /** The last packet taken that had a time of its own, and that time with the offset. */
  private PacketPlace timed = PacketPlace.FRONT;

  private long timedAt;

  /** The newest time that does not wrap; {@link ContainerPacket#UNKNOWN} before the first. */
  private long unrolled = UNKNOWN;

  /** From where packets without a time are counted, and how many frames were since. */
  private long base;

  private long frames;

  /** Bytes were lost: a container that counts from where reading starts has begun again. */
  private boolean lost;

  TrackClock(ContainerTrack track, Ticks ticks) {
    this.track = track;
    this.ticks = ticks;
  }

  /** Meets a packet again that was taken before: its time may be another one now. */
  void meet(Read read) {
    long raw = raw(read.packet());
    if (read.place().equals(timed) && raw != UNKNOWN) {
      offset = timedAt - raw;
    }
  }

  private static long raw(ContainerPacket packet) {
    return packet.dts() != UNKNOWN ? packet.dts() : packet.pts();
  }

  /** The next packet with its times. */
  TimedPicture take(Read read) {
    ContainerPacket packet = read.packet();
    boolean audio = track.type() == MediaType.AUDIO;
    long known = known(read);
    long slot = known == UNKNOWN ? base + (audio ? 0 : ticks.frames(frames, rate())) : known;
    if (audio) {
      base = slot + packet.duration();
    } else if (known == UNKNOWN) {
      frames++;
    } else {
      base = slot;
      frames = 1;
    }
    long time = packet.pts() == UNKNOWN ? UNKNOWN : slot;
    if (packet.pts() != UNKNOWN && packet.dts() != UNKNOWN) {
      time = slot + wrapped(packet.pts() - packet.dts());
    }
    boolean isFinal = audio || track.type() != MediaType.VIDEO;
    return new TimedPicture(
        isFinal && time == UNKNOWN ? slot : time,
        slot,
        packet.duration(),
        packet.key(),
        packet.data(),
        Math.max(0, read.place().position()));
  }

  private long known(Read read) {
    long raw = raw(read.packet());
    if (raw == UNKNOWN) {
      return UNKNOWN;
    }
    if (lost && unrolled != UNKNOWN && unrolled + wrapped(raw + offset - unrolled) < unrolled) {
      offset = base + ticks.frames(frames, rate()) - raw;
    }
    lost = false;
    timed = read.place();
    timedAt = raw + offset;
    unrolled = unrolled == UNKNOWN ? timedAt : unrolled + wrapped(timedAt - unrolled);
    return unrolled;
  }

  /** {@code difference} of two readings of the clock, which may have wrapped between them. */
  private long wrapped(long difference) {
    int unused = Math.max(0, Long.SIZE - track.clockBits());
    return unused >= Long.SIZE - 1 ? difference : difference << unused >> unused;
  }

  /** Length of a frame. */
  long step() {
    return ticks.frames(1, rate());
  }

  private FrameRate rate() {
    return track.frameRate() == null ? ASSUMED : track.frameRate();
  }

  /** Bytes are missing between the last packet and the next one. */
  void lose() {
    lost = true;
    timed = PacketPlace.FRONT;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(offset);
    timed.save(out);
    out.writeLong(timedAt);
    out.writeLong(unrolled);
    out.writeLong(base);
    out.writeLong(frames);
    out.writeBoolean(lost);
  }

  void load(DataInput in) throws IOException {
    offset = in.readLong();
    timed = PacketPlace.load(in);
    timedAt = in.readLong();
    unrolled = in.readLong();
    base = in.readLong();
    frames = in.readLong();
    lost = in.readBoolean();
  }
}
