package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * FLAC specific box. Encapsulation of FLAC in ISO Base Media File Format, 3.3.2. Contained in fLaC.
 *
 * @param metadataBlocks of RFC 9639, 8, with their headers; the first is STREAMINFO
 */
public record DfLa(Payload metadataBlocks) implements Box {
  static DfLa read(BoxInput in) {
    in.fullBox(0);
    return new DfLa(in.rest());
  }

  @Override
  public String type() {
    return "dfLa";
  }

  @Override
  public int payloadSize() {
    return 4 + metadataBlocks.length();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    out.put(metadataBlocks.buffer());
  }
}
