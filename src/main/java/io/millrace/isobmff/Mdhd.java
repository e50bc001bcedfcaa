package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Media header box. ISO/IEC 14496-12, 8.4.2. Contained in mdia.
 *
 * @param timescale ticks per second of all times of the track
 * @param duration 0 if all samples are in fragments, -1 if unknown
 * @param language three letters of ISO 639-2
 */
public record Mdhd(long timescale, long duration, String language) implements Box {
  public Mdhd {
    Fields.unsigned32("mdhd timescale", timescale);
    Fields.checkDuration("mdhd duration", duration);
    if (!language.matches("[\\x60-\\x7f]{3}")) {
      throw new IllegalArgumentException("Invalid mdhd language: " + language);
    }
  }

  static Mdhd read(BoxInput in) {
    in.fullBox(1).skipTimes();
    long timescale = in.u32();
    long duration = in.duration();
    int packed = in.u16();
    StringBuilder language = new StringBuilder();
    for (int shift = 10; shift >= 0; shift -= 5) {
      language.append((char) (0x60 + (packed >> shift & 31)));
    }
    return new Mdhd(timescale, duration, language.toString());
  }

  @Override
  public String type() {
    return "mdhd";
  }

  @Override
  public int payloadSize() {
    return Fields.isLong(duration) ? 36 : 24;
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, Fields.isLong(duration) ? 1 : 0, 0);
    Fields.putTimes(out, duration);
    out.putInt((int) timescale);
    Fields.putDuration(out, duration);
    int packed = 0;
    for (int i = 0; i < 3; i++) {
      packed = packed << 5 | (language.charAt(i) - 0x60);
    }
    out.putShort((short) packed);
    Fields.putZeros(out, 2);
  }
}
