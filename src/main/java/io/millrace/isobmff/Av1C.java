package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * AV1 codec configuration box. AV1 Codec ISO Media File Format Binding, 2.3. Contained in av01.
 *
 * @param configuration AV1CodecConfigurationRecord of 2.3.3
 */
public record Av1C(Payload configuration) implements Box {
  static Av1C read(BoxInput in) {
    return new Av1C(in.rest());
  }

  @Override
  public String type() {
    return "av1C";
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
