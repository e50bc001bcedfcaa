package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * AC-3 specific box. ETSI TS 102 366, F.4. Contained in ac-3.
 *
 * @param configuration its fields, three bytes
 */
public record Dac3(Payload configuration) implements Box {
  static Dac3 read(BoxInput in) {
    return new Dac3(in.rest());
  }

  @Override
  public String type() {
    return "dac3";
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
