package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * AVC decoder configuration box. ISO/IEC 14496-15, 5.3.4. Contained in avc1.
 *
 * @param configuration AVCDecoderConfigurationRecord of 5.3.3.1
 */
public record AvcC(Payload configuration) implements Box {
  static AvcC read(BoxInput in) {
    return new AvcC(in.rest());
  }

  @Override
  public String type() {
    return "avcC";
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
