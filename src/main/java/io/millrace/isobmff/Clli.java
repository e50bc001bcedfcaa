package io.millrace.isobmff;

import io.millrace.media.Hdr.LightLevel;
import java.nio.ByteBuffer;

/** Content light level box. ISO/IEC 14496-12, 12.1.6. Contained in a visual sample entry. */
public record Clli(LightLevel lightLevel) implements Box {
  static Clli read(BoxInput in) {
    return new Clli(new LightLevel(in.u16(), in.u16()));
  }

  @Override
  public String type() {
    return "clli";
  }

  @Override
  public int payloadSize() {
    return 4;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    out.putShort(Fields.unsigned16("max content light level", lightLevel.maxContent()));
    out.putShort(Fields.unsigned16("max average light level", lightLevel.maxFrameAverage()));
  }
}
