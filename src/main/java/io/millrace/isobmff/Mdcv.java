package io.millrace.isobmff;

import io.millrace.media.Hdr.MasteringDisplay;
import java.nio.ByteBuffer;

/**
 * Mastering display colour volume box. ISO/IEC 14496-12, 12.1.7. Contained in a visual sample
 * entry. Its primaries are in the order of the SEI message: green, blue, red.
 */
public record Mdcv(MasteringDisplay display) implements Box {
  static Mdcv read(BoxInput in) {
    int greenX = in.u16();
    int greenY = in.u16();
    int blueX = in.u16();
    int blueY = in.u16();
    return new Mdcv(
        new MasteringDisplay(
            in.u16(), in.u16(), greenX, greenY, blueX, blueY, in.u16(), in.u16(), in.u32(),
            in.u32()));
  }

  @Override
  public String type() {
    return "mdcv";
  }

  @Override
  public int payloadSize() {
    return 24;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    putPoint(out, display.greenX(), display.greenY());
    putPoint(out, display.blueX(), display.blueY());
    putPoint(out, display.redX(), display.redY());
    putPoint(out, display.whiteX(), display.whiteY());
    out.putInt(Fields.unsigned32("max display luminance", display.maxLuminance()));
    out.putInt(Fields.unsigned32("min display luminance", display.minLuminance()));
  }

  private static void putPoint(ByteBuffer out, int x, int y) {
    out.putShort(Fields.unsigned16("chromaticity x", x));
    out.putShort(Fields.unsigned16("chromaticity y", y));
  }
}
