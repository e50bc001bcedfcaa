package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Track fragment decode time box. ISO/IEC 14496-12, 8.8.12. Contained in traf.
 *
 * @param baseMediaDecodeTime ticks of the track's timescale
 */
public record Tfdt(long baseMediaDecodeTime) implements Box {
  public Tfdt {
    if (baseMediaDecodeTime < 0) {
      throw new IllegalArgumentException("Invalid tfdt: %d".formatted(baseMediaDecodeTime));
    }
  }

  static Tfdt read(BoxInput in) {
    return new Tfdt(in.fullBox(1).versioned());
  }

  @Override
  public String type() {
    return "tfdt";
  }

  @Override
  public int payloadSize() {
    return 12;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 1, 0); // 64-bit time, so that a long stream never changes layout
    out.putLong(baseMediaDecodeTime);
  }
}
