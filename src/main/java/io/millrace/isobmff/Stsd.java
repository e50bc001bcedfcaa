package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.List;

/** Sample description box. ISO/IEC 14496-12, 8.5.2. Contained in stbl. */
public record Stsd(List<Box> boxes) implements Box {
  static final int PREFIX = 8;

  public Stsd {
    boxes = List.copyOf(boxes);
  }

  static Stsd read(BoxInput in, List<Box> boxes) {
    in.fullBox(1).skip(4); // the count says again how many boxes follow
    return new Stsd(boxes);
  }

  @Override
  public String type() {
    return "stsd";
  }

  @Override
  public int payloadSize() {
    return PREFIX + Box.size(boxes);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.putInt(boxes.size());
    boxes.forEach(box -> box.write(out));
  }
}
