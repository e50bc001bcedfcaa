package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** A box that holds only boxes. ISO/IEC 14496-12, 8.2.1 (moov), 8.8.4 (moof) and others. */
public record Container(String type, List<Box> boxes) implements Box {
  static final Set<String> TYPES =
      Set.of(
          "moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "mfra",
          "sinf", "schi");

  public Container {
    Fields.checkFourCc(type);
    boxes = List.copyOf(boxes);
  }

  @Override
  public int payloadSize() {
    return Box.size(boxes);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    boxes.forEach(box -> box.write(out));
  }
}
