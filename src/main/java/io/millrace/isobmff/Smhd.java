package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Sound media header box. ISO/IEC 14496-12, 12.2.2. Contained in minf. */
public record Smhd() implements Box {
  static Smhd read(BoxInput in) {
    in.fullBox(0);
    return new Smhd();
  }

  @Override
  public String type() {
    return "smhd";
  }

  @Override
  public int payloadSize() {
    return 8;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    Fields.putZeros(out, 4);
  }
}
