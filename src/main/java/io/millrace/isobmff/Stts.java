package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decoding time to sample box. ISO/IEC 14496-12, 8.6.1.2. Contained in stbl. */
public record Stts(List<Run> runs) implements Box {
  /** Samples of one duration. */
  public record Run(long sampleCount, long sampleDelta) {
    public Run {
      Fields.unsigned32("stts sample count", sampleCount);
      Fields.unsigned32("stts sample delta", sampleDelta);
    }
  }

  public Stts {
    runs = List.copyOf(runs);
  }

  static Stts read(BoxInput in) {
    int count = in.fullBox(0).count(8);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new Run(in.u32(), in.u32()));
    }
    return new Stts(runs);
  }

  @Override
  public String type() {
    return "stts";
  }

  @Override
  public int payloadSize() {
    return 8 + 8 * runs.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(runs.size());
    for (Run run : runs) {
      out.putInt((int) run.sampleCount()).putInt((int) run.sampleDelta());
    }
  }
}
