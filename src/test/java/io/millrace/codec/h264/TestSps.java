package io.millrace.codec.h264;

import io.millrace.bits.BitWriter;
import io.millrace.bits.Rbsp;
import io.millrace.media.Payload;
import java.util.HexFormat;

/** Parameter sets made to measure for tests, and some from real encoders. */
public final class TestSps {
  /** x264, 854x480 cropped from 864, High, level 3.1, 30 frames per second. */
  public static final Payload X264_854X480 =
      hex("6764001facd940d83de6e10000030001000003003c0f183196");

  /** x264, 640x426 cropped from 432, High, level 3.0, 30000/1001, square pixels. */
  public static final Payload X264_640X426 =
      hex("6764001eacd940a037f9301100000303e90000ea600f162d96");

  public static final Payload X264_PPS = hex("68ebe3cb22c0");

  private TestSps() {}

  public static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** The first fields of a progressive Baseline set up to the cropping flag. */
  public static BitWriter baseline(int id, int widthInMbs, int heightInMbs) {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 66).bits(8, 0xc0).bits(8, 30);
    out.ue(id).ue(0).ue(2).ue(1).bits(1, 0).ue(widthInMbs - 1).ue(heightInMbs - 1);
    return out.flag(true).flag(true);
  }

  /** A whole Baseline set without cropping and without VUI. */
  public static Payload plain(int id, int widthInMbs, int heightInMbs) {
    return nalUnit(baseline(id, widthInMbs, heightInMbs).flag(false).flag(false));
  }

  public static Payload pps(int id, int spsId) {
    BitWriter out = new BitWriter().bits(8, 0x68).ue(id).ue(spsId).bits(2, 0).ue(0).ue(0).ue(0);
    return nalUnit(out.bits(3, 0).se(0).se(0).se(0).bits(3, 0));
  }

  public static Payload nalUnit(BitWriter fields) {
    return Rbsp.escape(fields.trailingBits().payload());
  }
}
