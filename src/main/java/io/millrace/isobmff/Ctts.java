package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Composition time to sample box. ISO/IEC 14496-12, 8.6.1.3. Contained in stbl; without it every
 * offset is 0.
 *
 * @param version 1: offsets are signed
 */
public record Ctts(int version, List<Run> runs) implements Box {
  /** Samples of one composition offset. */
  public record Run(long sampleCount, long sampleOffset) {
    public Run {
      Fields.unsigned32("ctts sample count", sampleCount);
    }
  }

  public Ctts {
    runs = List.copyOf(runs);
    for (Run run : runs) {
      long offset = run.sampleOffset();
      boolean fits = version == 0 ? offset >= 0 && offset <= 0xffff_ffffL : offset == (int) offset;
      if (!fits) {
        throw new IllegalArgumentException("Invalid ctts sample offset: %d".formatted(offset));
      }
    }
  }

  static Ctts read(BoxInput in) {
    int count = in.fullBox(1).count(8);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new Run(in.u32(), in.version() == 0 ? in.u32() : in.s32()));
    }
    return new Ctts(in.version(), runs);
  }

  @Override
  public String type() {
    return "ctts";
  }

  @Override
  public int payloadSize() {
    return 8 + 8 * runs.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, version, 0);
    out.putInt(runs.size());
    for (Run run : runs) {
      out.putInt((int) run.sampleCount()).putInt((int) run.sampleOffset());
    }
  }
}
