package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Chunk offset box. ISO/IEC 14496-12, 8.7.5. Contained in stbl. */
public record Stco(List<Long> chunkOffsets) implements Box {
  public Stco {
    chunkOffsets = List.copyOf(chunkOffsets);
    chunkOffsets.forEach(offset -> Fields.unsigned32("stco chunk offset", offset));
  }

  static Stco read(BoxInput in) {
    int count = in.fullBox(0).count(4);
    List<Long> chunkOffsets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunkOffsets.add(in.u32());
    }
    return new Stco(chunkOffsets);
  }

  @Override
  public String type() {
    return "stco";
  }

  @Override
  public int payloadSize() {
    return 8 + 4 * chunkOffsets.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(chunkOffsets.size());
    chunkOffsets.forEach(offset -> out.putInt(offset.intValue()));
  }
}
