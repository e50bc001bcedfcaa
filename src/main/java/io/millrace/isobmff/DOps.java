package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * Opus specific box. Encapsulation of Opus in ISO Base Media File Format, 4.3.2. Contained in Opus.
 *
 * @param configuration its fields from the version on
 */
public record DOps(Payload configuration) implements Box {
  static DOps read(BoxInput in) {
    return new DOps(in.rest());
  }

  @Override
  public String type() {
    return "dOps";
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
