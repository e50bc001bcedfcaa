package io.millrace.isobmff;

import io.millrace.media.Colour;
import java.nio.ByteBuffer;

/**
 * Colour information box of type {@code nclx}. ISO/IEC 14496-12, 12.1.5. Contained in a visual
 * sample entry.
 */
public record Colr(Colour colour) implements Box {
  private static final String NCLX = "nclx";

  static Box read(BoxInput in) {
    String colourType = in.fourCc();
    if (!colourType.equals(NCLX)) {
      byte[] profile = new byte[4 + in.remaining()];
      Fields.putFourCc(ByteBuffer.wrap(profile), colourType);
      in.rest().copyTo(profile, 4);
      return new Opaque("colr", io.millrace.media.Payload.of(profile));
    }
    return new Colr(new Colour(in.u16(), in.u16(), in.u16(), in.u8() >= 0x80));
  }

  @Override
  public String type() {
    return "colr";
  }

  @Override
  public int payloadSize() {
    return 11;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFourCc(out, NCLX);
    out.putShort(Fields.unsigned16("colour primaries", colour.primaries()));
    out.putShort(Fields.unsigned16("transfer characteristics", colour.transfer()));
    out.putShort(Fields.unsigned16("matrix coefficients", colour.matrix()));
    out.put((byte) (colour.fullRange() ? 0x80 : 0));
  }
}
