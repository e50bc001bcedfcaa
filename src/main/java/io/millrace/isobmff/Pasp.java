package io.millrace.isobmff;

import java.nio.ByteBuffer;

/** Pixel aspect ratio box. ISO/IEC 14496-12, 12.1.4. Contained in a visual sample entry. */
public record Pasp(long horizontalSpacing, long verticalSpacing) implements Box {
  public Pasp {
    Fields.unsigned32("pasp horizontal spacing", horizontalSpacing);
    Fields.unsigned32("pasp vertical spacing", verticalSpacing);
  }

  static Pasp read(BoxInput in) {
    return new Pasp(in.u32(), in.u32());
  }

  @Override
  public String type() {
    return "pasp";
  }

  @Override
  public int payloadSize() {
    return 8;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    out.putInt((int) horizontalSpacing).putInt((int) verticalSpacing);
  }
}
