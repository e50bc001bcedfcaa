package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Track extends box. ISO/IEC 14496-12, 8.8.3. Contained in mvex. */
public record Trex(
    long trackId,
    long defaultSampleDescriptionIndex,
    long defaultSampleDuration,
    long defaultSampleSize,
    int defaultSampleFlags)
    implements Box {
  public Trex {
    Fields.unsigned32("trex track id", trackId);
    Fields.unsigned32("trex sample description index", defaultSampleDescriptionIndex);
    Fields.unsigned32("trex sample duration", defaultSampleDuration);
    Fields.unsigned32("trex sample size", defaultSampleSize);
  }

  static Trex read(BoxInput in) {
    in.fullBox(0);
    return new Trex(in.u32(), in.u32(), in.u32(), in.u32(), in.s32());
  }

  @Override
  public String type() {
    return "trex";
  }

  @Override
  public int payloadSize() {
    return 24;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt((int) trackId).putInt((int) defaultSampleDescriptionIndex);
    out.putInt((int) defaultSampleDuration).putInt((int) defaultSampleSize);
    out.putInt(defaultSampleFlags);
  }
}
