package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.List;

/** Data reference box. ISO/IEC 14496-12, 8.7.2. Contained in dinf. */
public record Dref(List<Box> boxes) implements Box {
  static final int PREFIX = 8;

  public Dref {
    boxes = List.copyOf(boxes);
  }

  static Dref read(BoxInput in, List<Box> boxes) {
    in.fullBox(1).skip(4); // the count says again how many boxes follow
    return new Dref(boxes);
  }

  @Override
  public String type() {
    return "dref";
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
