package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Track header box. ISO/IEC 14496-12, 8.3.2. Contained in trak.
 *
 * @param duration ticks of the movie's timescale, 0 if all samples are in fragments, -1 if unknown
 * @param volume 8.8 fixed point, 0 for video
 * @param matrix how the picture goes to the screen
 * @param width 16.16 fixed point, pixels as shown, so after the pixel aspect
 * @param height 16.16 fixed point, pixels as shown
 */
public record Tkhd(
    int flags, long trackId, long duration, int volume, Matrix matrix, long width, long height)
    implements Box {
  public static final int ENABLED = 1;
  public static final int IN_MOVIE = 2;

  public Tkhd {
    Fields.unsigned32("tkhd track id", trackId);
    Fields.checkDuration("tkhd duration", duration);
    Fields.unsigned16("tkhd volume", volume);
    Fields.unsigned32("tkhd width", width);
    Fields.unsigned32("tkhd height", height);
  }

  /** A track that is shown as it is. */
  public Tkhd(int flags, long trackId, long duration, int volume, long width, long height) {
    this(flags, trackId, duration, volume, Matrix.UNITY, width, height);
  }

  static Tkhd read(BoxInput in) {
    in.fullBox(1).skipTimes();
    long trackId = in.u32();
    in.skip(4);
    long duration = in.duration();
    in.skip(12);
    int volume = in.u16();
    in.skip(2);
    Matrix matrix = Matrix.read(in);
    return new Tkhd(in.flags(), trackId, duration, volume, matrix, in.u32(), in.u32());
  }

  @Override
  public String type() {
    return "tkhd";
  }

  @Override
  public int payloadSize() {
    return Fields.isLong(duration) ? 96 : 84;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, Fields.isLong(duration) ? 1 : 0, flags);
    Fields.putTimes(out, duration);
    out.putInt((int) trackId);
    Fields.putZeros(out, 4);
    Fields.putDuration(out, duration);
    Fields.putZeros(out, 12);
    out.putShort((short) volume);
    Fields.putZeros(out, 2);
    matrix.write(out);
    out.putInt((int) width);
    out.putInt((int) height);
  }
}
