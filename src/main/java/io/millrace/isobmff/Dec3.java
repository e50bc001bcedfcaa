package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * E-AC-3 specific box. ETSI TS 102 366, F.6. Contained in ec-3.
 *
 * @param configuration its fields, five bytes and more
 */
public record Dec3(Payload configuration) implements Box {
  static Dec3 read(BoxInput in) {
    return new Dec3(in.rest());
  }

  @Override
  public String type() {
    return "dec3";
  }

  @Override
  public int payloadSize() {
    return configuration.length();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    out.put(configuration.buffer());
  }
}
