package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Movie extends header box. ISO/IEC 14496-12, 8.8.2. Contained in mvex. */
public record Mehd(long fragmentDuration) implements Box {
  public Mehd {
    Fields.checkDuration("mehd fragment duration", fragmentDuration);
  }

  static Mehd read(BoxInput in) {
    return new Mehd(in.fullBox(1).duration());
  }

  @Override
  public String type() {
    return "mehd";
  }

  @Override
  public int payloadSize() {
    return Fields.isLong(fragmentDuration) ? 12 : 8;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, Fields.isLong(fragmentDuration) ? 1 : 0, 0);
    Fields.putDuration(out, fragmentDuration);
  }
}
