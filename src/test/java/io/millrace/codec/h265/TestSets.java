package io.millrace.codec.h265;

import io.millrace.bits.BitWriter;
import io.millrace.bits.Rbsp;
import io.millrace.media.Payload;
import java.util.HexFormat;

/** Parameter sets of H.265 made to measure for tests, and some from real encoders. */
public final class TestSets {
  /** x265, 854x480 cropped from 856, Main, level 3, 30 pictures per second. */
  public static final Payload VPS = hex("40010c01ffff01600000030090000003000003005a959809");

  public static final Payload SPS =
      hex("42010101600000030090000003000003005aa006b201e1d796566924cae68080000003008000000f04");

  public static final Payload PPS = hex("4401c172b46240");

  private TestSets() {}

  public static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  public static Payload nalUnit(BitWriter fields) {
    return Rbsp.escape(fields.trailingBits().payload());
  }

  /** Main profile, level 3.1, of one sub-layer. */
  private static BitWriter profile(BitWriter out) {
    return out.bits(3, 0).bits(5, 1).bits(32, 0x6000_0000L).bits(48, 0x9000_0000_0000L).bits(8, 93);
  }

  /** The head of a sequence set up to the coded size. */
  public static BitWriter head(int id, long width, long height) {
    BitWriter out = new BitWriter().bits(16, 0x4201).bits(4, 0).bits(3, 0).bits(1, 1);
    return profile(out).ue(id).ue(1).ue(width).ue(height);
  }

  /** From behind the cropping to the reference picture sets. */
  public static BitWriter middle(BitWriter out) {
    out.ue(0).ue(0).ue(4).flag(true).ue(4).ue(2).ue(0);
    return out.ue(0).ue(3).ue(0).ue(3).ue(0).ue(0).flag(false).bits(2, 0).flag(false);
  }

  /** From behind the reference picture sets to vui_parameters_present_flag. */
  public static BitWriter beforeVui(BitWriter out) {
    return middle(out).ue(0).flag(false).bits(2, 3);
  }

  /** A whole set without VUI. */
  public static Payload plain(int id, int width, int height) {
    return nalUnit(beforeVui(head(id, width, height).flag(false)).flag(false).flag(false));
  }

  /** A set of 640x360 with the VUI that {@code vui} writes. */
  public static Payload withVui(BitWriter vui) {
    BitWriter out = beforeVui(head(0, 640, 360).flag(false)).flag(true);
    Payload bits = vui.payload();
    for (int i = 0; i < vui.bitPosition(); i++) {
      out.bits(1, bits.at(i >> 3) >> (7 - (i & 7)) & 1);
    }
    return nalUnit(out.flag(false));
  }

  public static Payload pps(int id, int spsId) {
    return nalUnit(new BitWriter().bits(16, 0x4401).ue(id).ue(spsId).bits(7, 0).ue(0).ue(0).se(0));
  }

  public static Payload vps(int id) {
    BitWriter out = new BitWriter().bits(16, 0x4001).bits(4, id).bits(2, 3).bits(6, 0).bits(3, 0);
    profile(out.flag(true).bits(16, 0xffff)).flag(true).ue(4).ue(2).ue(0);
    return nalUnit(out.bits(6, 0).ue(0).flag(false).flag(false));
  }

  /** A NAL unit of type 39 with the given messages. */
  public static Payload sei(String... messages) {
    return Rbsp.escape(hex("4e01" + String.join("", messages) + "80"));
  }
}
