package io.millrace.codec.av1;

import io.millrace.bits.BitWriter;
import io.millrace.media.Colour;
import io.millrace.media.Payload;
import java.util.HexFormat;

/** Open bitstream units made to measure for tests, and some from real encoders. */
public final class TestObu {
  /** libaom by way of Media3: 720x1280, Main, level 3.1, 10 bits, BT.2020 with HLG. */
  public static final String REAL_SEQUENCE = "0a0e0000002cd59f3fc02f8509120904";

  /** Of mp4parse-rust: 64x64, Main, level 2.0, 8 bits, no colour. */
  public static final String TINY_SEQUENCE = "0a0a00000002afffbfff3008";

  public static final String DELIMITER = "1200";

  /** Frame OBUs, whose headers begin with what their names say. */
  public static final String KEY = "320410aabbcc";

  public static final String HIDDEN_KEY = "320400aabbcc";
  public static final String INTER = "320430aabbcc";
  public static final String HIDDEN = "320420aabbcc";
  public static final String PADDING = "7a028080";

  /** A frame header OBU that shows a frame which is decoded already. */
  public static final String SHOW_EXISTING = "1a0180";

  private TestObu() {}

  public static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  public static String hex(Payload payload) {
    return HexFormat.of().formatHex(payload.toByteArray());
  }

  /** An OBU with its size, of at most 127 bytes. */
  public static String obu(int type, String payload) {
    return "%02x%02x%s".formatted(type << 3 | 2, payload.length() / 2, payload);
  }

  /** An OBU without its size, as only the last of a unit may be. */
  public static String unsized(int type, String payload) {
    return "%02x%s".formatted(type << 3, payload);
  }

  /** A sequence header of profile 0 without timing. */
  public static String sequence(int width, int height, Colour colour) {
    BitWriter out = new BitWriter().bits(3, 0).flag(false).flag(false);
    out.flag(false)
        .flag(false)
        .bits(5, 0)
        .bits(12, 0)
        .bits(5, 5); // no timing, one point, level 3.1
    return sequence(size(out, width, height), colour);
  }

  /** From the size on, for profile 0 with 8 bits. */
  public static String sequence(BitWriter begun, Colour colour) {
    tools(begun).flag(false).flag(false);
    boolean described = colour.primaries() != 2 || colour.transfer() != 2 || colour.matrix() != 2;
    begun.flag(described);
    if (described) {
      begun.bits(8, colour.primaries()).bits(8, colour.transfer()).bits(8, colour.matrix());
    }
    begun.flag(colour.fullRange()).bits(2, 0).flag(false).flag(false);
    return obu(ObuType.SEQUENCE_HEADER, hex(begun.trailingBits().payload()));
  }

  static BitWriter size(BitWriter out, int width, int height) {
    return out.bits(4, 15).bits(4, 15).bits(16, width - 1).bits(16, height - 1);
  }

  /** No frame ids, order hints of 7 bits, everything else chosen by the frames. */
  static BitWriter tools(BitWriter out) {
    out.flag(false).bits(3, 7).bits(4, 0).flag(true).bits(2, 3);
    return out.flag(true).flag(true).bits(3, 6).bits(3, 3);
  }

  /** A metadata OBU with light levels. */
  public static String lightLevel(int maxContent, int maxAverage) {
    return obu(ObuType.METADATA, "01%04x%04x80".formatted(maxContent, maxAverage));
  }
}
