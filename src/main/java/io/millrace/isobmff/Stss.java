package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Sync sample box. ISO/IEC 14496-12, 8.6.2. Contained in stbl; without it every sample is one.
 *
 * @param sampleNumbers from 1, ascending
 */
public record Stss(List<Long> sampleNumbers) implements Box {
  public Stss {
    sampleNumbers = List.copyOf(sampleNumbers);
    sampleNumbers.forEach(number -> Fields.unsigned32("stss sample number", number));
  }

  static Stss read(BoxInput in) {
    int count = in.fullBox(0).count(4);
    List<Long> sampleNumbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sampleNumbers.add(in.u32());
    }
    return new Stss(sampleNumbers);
  }

  @Override
  public String type() {
    return "stss";
  }

  @Override
  public int payloadSize() {
    return 8 + 4 * sampleNumbers.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(sampleNumbers.size());
    sampleNumbers.forEach(number -> out.putInt(number.intValue()));
  }
}
