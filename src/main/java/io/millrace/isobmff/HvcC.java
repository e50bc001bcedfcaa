package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * HEVC decoder configuration box. ISO/IEC 14496-15, 8.4. Contained in hvc1 and hev1.
 *
 * @param configuration HEVCDecoderConfigurationRecord of 8.3.3.1
 */
public record HvcC(Payload configuration) implements Box {
  static HvcC read(BoxInput in) {
    return new HvcC(in.rest());
  }

  @Override
  public String type() {
    return "hvcC";
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
