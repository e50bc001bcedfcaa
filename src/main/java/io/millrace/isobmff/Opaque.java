package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/** A box whose payload is not looked into. */
public record Opaque(String type, Payload payload) implements Box {
  public Opaque {
    Fields.checkFourCc(type);
  }

  @Override
  public int payloadSize() {
    return payload.length();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    out.put(payload.buffer());
  }
}
