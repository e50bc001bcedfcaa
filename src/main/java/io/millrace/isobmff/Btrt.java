package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Bit rate box. ISO/IEC 14496-12, 8.5.2. Contained in a sample entry.
 *
 * @param bufferSize bytes
 * @param maxBitrate bits per second, 0 if unknown
 * @param averageBitrate bits per second, 0 if unknown
 */
public record Btrt(long bufferSize, long maxBitrate, long averageBitrate) implements Box {
  public Btrt {
    Fields.unsigned32("btrt buffer size", bufferSize);
    Fields.unsigned32("btrt maximum bit rate", maxBitrate);
    Fields.unsigned32("btrt average bit rate", averageBitrate);
  }

  static Btrt read(BoxInput in) {
    return new Btrt(in.u32(), in.u32(), in.u32());
  }

  @Override
  public String type() {
    return "btrt";
  }

  @Override
  public int payloadSize() {
    return 12;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    out.putInt((int) bufferSize).putInt((int) maxBitrate).putInt((int) averageBitrate);
  }
}
