package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Movie fragment header box. ISO/IEC 14496-12, 8.8.5. Contained in moof. */
public record Mfhd(long sequenceNumber) implements Box {
  public Mfhd {
    Fields.unsigned32("mfhd sequence number", sequenceNumber);
  }

  static Mfhd read(BoxInput in) {
    return new Mfhd(in.fullBox(0).u32());
  }

  @Override
  public String type() {
    return "mfhd";
  }

  @Override
  public int payloadSize() {
    return 8;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt((int) sequenceNumber);
  }
}
