package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Chunk offsets of 64 bits. ISO/IEC 14496-12, 8.7.5. Contained in stbl in place of stco. */
public record Co64(List<Long> chunkOffsets) implements Box {
  public Co64 {
    chunkOffsets = List.copyOf(chunkOffsets);
    for (long offset : chunkOffsets) {
      if (offset < 0) {
        throw new IllegalArgumentException("Invalid co64 chunk offset: %d".formatted(offset));
      }
    }
  }

  static Co64 read(BoxInput in) {
    int count = in.fullBox(0).count(8);
    List<Long> chunkOffsets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunkOffsets.add(in.u63());
    }
    return new Co64(chunkOffsets);
  }

  @Override
  public String type() {
    return "co64";
  }

  @Override
  public int payloadSize() {
    return 8 + 8 * chunkOffsets.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(chunkOffsets.size());
    chunkOffsets.forEach(out::putLong);
  }
}
