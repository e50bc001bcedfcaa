package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Sample size box. ISO/IEC 14496-12, 8.7.3.2. Contained in stbl.
 *
 * @param sampleSize bytes of every sample, or 0 if they differ
 * @param sizes bytes of each sample; empty if they are all of {@code sampleSize}
 */
public record Stsz(long sampleSize, long sampleCount, List<Long> sizes) implements Box {
  public Stsz {
    Fields.unsigned32("stsz sample size", sampleSize);
    Fields.unsigned32("stsz sample count", sampleCount);
    sizes = List.copyOf(sizes);
    sizes.forEach(size -> Fields.unsigned32("stsz size", size));
    if (sizes.size() != (sampleSize == 0 ? sampleCount : 0)) {
      throw new IllegalArgumentException(
          "Invalid stsz: %d sizes of %d samples".formatted(sizes.size(), sampleCount));
    }
  }

  static Stsz read(BoxInput in) {
    long sampleSize = in.fullBox(0).u32();
    long sampleCount = sampleSize == 0 ? in.count(4) : in.u32();
    List<Long> sizes = new ArrayList<>();
    for (long i = 0; sampleSize == 0 && i < sampleCount; i++) {
      sizes.add(in.u32());
    }
    return new Stsz(sampleSize, sampleCount, sizes);
  }

  @Override
  public String type() {
    return "stsz";
  }

  @Override
  public int payloadSize() {
    return 12 + 4 * sizes.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt((int) sampleSize).putInt((int) sampleCount);
    sizes.forEach(size -> out.putInt(size.intValue()));
  }
}
