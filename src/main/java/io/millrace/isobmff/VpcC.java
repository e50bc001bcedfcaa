package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * VP codec configuration box. VP Codec ISO Media File Format Binding, 2.1. Contained in vp09.
 *
 * @param version 1; 0 was a draft, whose record has another layout
 * @param configuration VPCodecConfigurationRecord of 2.2
 */
public record VpcC(int version, Payload configuration) implements Box {
  private static final int VERSION = 1;

  /** The record as it was published. */
  public VpcC(Payload configuration) {
    this(VERSION, configuration);
  }

  static VpcC read(BoxInput in) {
    in.fullBox(VERSION);
    return new VpcC(in.version(), in.rest());
  }

  @Override
  public String type() {
    return "vpcC";
  }

  @Override
  public int payloadSize() {
    return 4 + configuration.length();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, version, 0);
    out.put(configuration.buffer());
  }
}
