package io.millrace.libav;

import io.millrace.media.Payload;

/**
 * A packet as libavformat cuts it out of a container, with nothing guessed about its times.
 *
 * @param track the {@link ContainerTrack#id} of its track
 * @param position offset in the stream where it begins, or {@link #UNKNOWN}
 * @param pts ticks of its track's unit, or {@link #UNKNOWN}
 * @param dts ticks of its track's unit, or {@link #UNKNOWN}
 * @param duration ticks of its track's unit, 0 if the container does not say
 * @param key decoding can start here, as the container or the bitstream says
 * @param settled it would be the same if more bytes followed the newest one
 */
public record ContainerPacket(
    int track,
    long position,
    long pts,
    long dts,
    long duration,
    boolean key,
    boolean settled,
    Payload data) {
  public static final long UNKNOWN = Long.MIN_VALUE;
}
