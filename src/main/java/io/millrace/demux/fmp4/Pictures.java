package io.millrace.demux.fmp4;

import io.millrace.isobmff.BoxCursor;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How pictures are to be shown: boxes of a visual sample entry, and the matrix of tkhd. */
final class Pictures {
  private @Nullable PixelAspect aspect;
  private Colour colour = Colour.UNSPECIFIED;
  private Hdr.@Nullable MasteringDisplay mastering;
  private Hdr.@Nullable LightLevel lightLevel;

  /**
   * Clockwise degrees of tkhd's matrix, 0 if it does anything but turn by right angles. ISO/IEC
   * 14496-12, 6.2.2.
   */
  static int rotation(Payload tkhd) {
    int at = tkhd.at(0) == 0 ? 40 : 52;
    if (tkhd.length() < at + 36) {
      return 0;
    }
    int a = Integer.signum(BigEndian.s32(tkhd, at));
    int b = Integer.signum(BigEndian.s32(tkhd, at + 4));
    int c = Integer.signum(BigEndian.s32(tkhd, at + 12));
    int d = Integer.signum(BigEndian.s32(tkhd, at + 16));
    if (a == 0 && d == 0) {
      return b == 1 && c == -1 ? 90 : b == -1 && c == 1 ? 270 : 0;
    }
    return a == -1 && d == -1 && b == 0 && c == 0 ? 180 : 0;
  }

  /** Takes a box of a visual sample entry. */
  void read(BoxCursor box) {
    Payload payload = box.payload();
    switch (box.type()) {
      case "pasp" -> readAspect(payload);
      case "colr" -> readColour(payload);
      case "mdcv" -> readMastering(payload);
      case "clli" -> readLightLevel(payload);
      default -> {} // not about showing
    }
  }

  private void readAspect(Payload pasp) {
    if (pasp.length() >= 8 && BigEndian.s32(pasp, 0) > 0 && BigEndian.s32(pasp, 4) > 0) {
      aspect = new PixelAspect(BigEndian.s32(pasp, 0), BigEndian.s32(pasp, 4));
    }
  }

  /** ISO/IEC 14496-12, 12.1.5; {@code nclc} is QuickTime's, which has no full range. */
  private void readColour(Payload colr) {
    if (colr.length() < 10 || !colour.equals(Colour.UNSPECIFIED)) {
      return;
    }
    String type = new String(colr.slice(0, 4).toByteArray(), StandardCharsets.ISO_8859_1);
    boolean fullRange = type.equals("nclx") && colr.length() > 10 && colr.at(10) < 0;
    if (type.equals("nclx") || type.equals("nclc")) {
      colour =
          new Colour(
              BigEndian.u16(colr, 4), BigEndian.u16(colr, 6), BigEndian.u16(colr, 8), fullRange);
    }
  }

  /** ISO/IEC 14496-12, 12.1.8: primaries in the order green, blue, red. */
  private void readMastering(Payload mdcv) {
    if (mdcv.length() >= 24) {
      mastering =
          new Hdr.MasteringDisplay(
              BigEndian.u16(mdcv, 8),
              BigEndian.u16(mdcv, 10),
              BigEndian.u16(mdcv, 0),
              BigEndian.u16(mdcv, 2),
              BigEndian.u16(mdcv, 4),
              BigEndian.u16(mdcv, 6),
              BigEndian.u16(mdcv, 12),
              BigEndian.u16(mdcv, 14),
              BigEndian.u32(mdcv, 16),
              BigEndian.u32(mdcv, 20));
    }
  }

  /** ISO/IEC 14496-12, 12.1.6. */
  private void readLightLevel(Payload clli) {
    if (clli.length() >= 4) {
      lightLevel = new Hdr.LightLevel(BigEndian.u16(clli, 0), BigEndian.u16(clli, 2));
    }
  }

  Display display(int rotation) {
    return new Display(aspect, colour, new Hdr(mastering, lightLevel), rotation);
  }
}
