package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Video media header box. ISO/IEC 14496-12, 12.1.2. Contained in minf. */
public record Vmhd() implements Box {
  static Vmhd read(BoxInput in) {
    in.fullBox(0);
    return new Vmhd();
  }

  @Override
  public String type() {
    return "vmhd";
  }

  @Override
  public int payloadSize() {
    return 12;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 1);
    Fields.putZeros(out, 8);
  }
}
