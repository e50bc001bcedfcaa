package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Handler box. ISO/IEC 14496-12, 8.4.3. Contained in mdia. */
public record Hdlr(String handlerType, String name) implements Box {
  public Hdlr {
    Fields.checkFourCc(handlerType);
  }

  static Hdlr read(BoxInput in) {
    in.fullBox(0).skip(4);
    String handlerType = in.fourCc();
    in.skip(12);
    return new Hdlr(handlerType, in.string());
  }

  @Override
  public String type() {
    return "hdlr";
  }

  @Override
  public int payloadSize() {
    return 25 + name.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    Fields.putZeros(out, 4);
    Fields.putFourCc(out, handlerType);
    Fields.putZeros(out, 12);
    out.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
  }
}
