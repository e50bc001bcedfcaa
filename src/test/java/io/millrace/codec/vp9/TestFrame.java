package io.millrace.codec.vp9;

import io.millrace.bits.BitWriter;
import io.millrace.media.Payload;
import java.util.HexFormat;

/** VP9 frames of a few bytes, of which only the beginning is true. */
public final class TestFrame {
  /** Shown frames that need others. */
  public static final Payload INTER = hex("8600aabb");

  /** The same, not shown. */
  public static final Payload HIDDEN = hex("8400aabb");

  public static final Payload SHOW_EXISTING = hex("8a");

  private TestFrame() {}

  public static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** A shown key frame of profile 0 with studio range. */
  public static Payload key(int width, int height, int colourSpace) {
    return key(width, height, colourSpace, true);
  }

  public static Payload hiddenKey(int width, int height) {
    return key(width, height, 0, false);
  }

  private static Payload key(int width, int height, int colourSpace, boolean shown) {
    BitWriter out = keyOf(0, shown).bits(3, colourSpace).flag(false);
    return size(out, width, height);
  }

  /** Up to the sync code. */
  static BitWriter keyOf(int profile, boolean shown) {
    BitWriter out = new BitWriter().bits(2, 2).bits(1, profile & 1).bits(1, profile >> 1);
    if (profile == 3) {
      out.bits(1, 0);
    }
    out.flag(false).flag(false).flag(shown).flag(false);
    return out.bits(24, 0x49_8342);
  }

  static Payload size(BitWriter out, int width, int height) {
    out.bits(16, width - 1).bits(16, height - 1).flag(false).align();
    return out.bits(16, 0x1234).payload();
  }
}
