package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sample to chunk box. ISO/IEC 14496-12, 8.7.4. Contained in stbl. */
public record Stsc(List<Run> runs) implements Box {
  /** Chunks of one number of samples. */
  public record Run(long firstChunk, long samplesPerChunk, long sampleDescriptionIndex) {
    public Run {
      Fields.unsigned32("stsc first chunk", firstChunk);
      Fields.unsigned32("stsc samples per chunk", samplesPerChunk);
      Fields.unsigned32("stsc sample description index", sampleDescriptionIndex);
    }
  }

  public Stsc {
    runs = List.copyOf(runs);
  }

  static Stsc read(BoxInput in) {
    int count = in.fullBox(0).count(12);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new Run(in.u32(), in.u32(), in.u32()));
    }
    return new Stsc(runs);
  }

  @Override
  public String type() {
    return "stsc";
  }

  @Override
  public int payloadSize() {
    return 8 + 12 * runs.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(runs.size());
    for (Run run : runs) {
      out.putInt((int) run.firstChunk()).putInt((int) run.samplesPerChunk());
      out.putInt((int) run.sampleDescriptionIndex());
    }
  }
}
