package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Data entry URL box. ISO/IEC 14496-12, 8.7.2. Contained in dref.
 *
 * @param location empty: the media is in this file
 */
public record Url(String location) implements Box {
  private static final int SELF_CONTAINED = 1;

  static Url read(BoxInput in) {
    in.fullBox(0);
    return new Url(in.flag(SELF_CONTAINED) ? "" : in.string());
  }

  @Override
  public String type() {
    return "url ";
  }

  @Override
  public int payloadSize() {
    return location.isEmpty() ? 4 : 5 + location.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, location.isEmpty() ? SELF_CONTAINED : 0);
    if (!location.isEmpty()) {
      out.put(location.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }
  }
}
