package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Movie header box. ISO/IEC 14496-12, 8.2.2. Contained in moov.
 *
 * @param timescale ticks per second of {@code duration}
 * @param duration 0 if all samples are in fragments, -1 if unknown
 */
public record Mvhd(long timescale, long duration, long nextTrackId) implements Box {
  public Mvhd {
    Fields.unsigned32("mvhd timescale", timescale);
    Fields.checkDuration("mvhd duration", duration);
    Fields.unsigned32("mvhd next track id", nextTrackId);
  }

  static Mvhd read(BoxInput in) {
    in.fullBox(1).skipTimes();
    long timescale = in.u32();
    long duration = in.duration();
    in.skip(76);
    return new Mvhd(timescale, duration, in.u32());
  }

  @Override
  public String type() {
    return "mvhd";
  }

  @Override
  public int payloadSize() {
    return Fields.isLong(duration) ? 112 : 100;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, Fields.isLong(duration) ? 1 : 0, 0);
    Fields.putTimes(out, duration);
    out.putInt((int) timescale);
    Fields.putDuration(out, duration);
    out.putInt(0x10000); // rate 1.0
    out.putShort((short) 0x100); // volume 1.0
    Fields.putZeros(out, 10);
    Matrix.UNITY.write(out);
    Fields.putZeros(out, 24);
    out.putInt((int) nextTrackId);
  }
}
