package io.millrace.demux.matroska;

import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.Hdr.MasteringDisplay;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/** How the Video element wants pictures to be shown. RFC 9559, 5.1.4.1.28. */
final class VideoDisplay {
  private static final int MAX_PIXELS = 1 << 16;

  private static final int DISPLAY_UNIT_PIXELS = 0;
  private static final int DISPLAY_UNIT_ASPECT_RATIO = 3;

  private static final int PROJECTION_RECTANGULAR = 0;

  private static final int RANGE_FULL = 2;
  private static final int MAX_CODE_POINT = 255;
  private static final int UNSPECIFIED = 2;
  private static final int MAX_LIGHT_LEVEL = 0xffff;

  private static final int CHROMATICITY_STEPS = 50_000;
  private static final int LUMINANCE_STEPS = 10_000;
  private static final long MAX_LUMINANCE = 0xffff_ffffL;

  private static final int PRIMARY_R_X = 0x55d1;
  private static final int LUMINANCE_MAX = 0x55d9;
  private static final int LUMINANCE_MIN = 0x55da;

  private int width;
  private int height;
  private int cropBottom;
  private int cropTop;
  private int cropLeft;
  private int cropRight;
  private int displayWidth;
  private int displayHeight;
  private long displayUnit;
  private int rotation;
  private Colour colour = Colour.UNSPECIFIED;
  private Hdr hdr = Hdr.UNKNOWN;

  private VideoDisplay() {}

  /** Of the coded picture, pixels; 0 if it is not declared. */
  int width() {
    return width;
  }

  /** Of the coded picture, pixels; 0 if it is not declared. */
  int height() {
    return height;
  }

  static VideoDisplay of(EbmlCursor video) {
    VideoDisplay display = new VideoDisplay();
    while (video.next()) {
      display.read(video);
    }
    return display;
  }

  private void read(EbmlCursor child) {
    switch (child.id()) {
      case 0xb0 -> width = child.unsigned(MAX_PIXELS);
      case 0xba -> height = child.unsigned(MAX_PIXELS);
      case 0x54aa -> cropBottom = child.unsigned(MAX_PIXELS);
      case 0x54bb -> cropTop = child.unsigned(MAX_PIXELS);
      case 0x54cc -> cropLeft = child.unsigned(MAX_PIXELS);
      case 0x54dd -> cropRight = child.unsigned(MAX_PIXELS);
      case 0x54b0 -> displayWidth = child.unsigned(Integer.MAX_VALUE);
      case 0x54ba -> displayHeight = child.unsigned(Integer.MAX_VALUE);
      case 0x54b2 -> displayUnit = child.unsigned();
      case 0x55b0 -> readColour(child.children());
      case 0x7670 -> rotation = rotation(child.children());
      default -> {} // the bitstream knows better
    }
  }

  Display display() {
    return new Display(pixelAspect(), colour, hdr, rotation);
  }

  /**
   * Display size over picture size, both after cropping. DisplayUnit says pixels, centimetres,
   * inches or an aspect ratio; only the ratio of width to height matters, so that all but "unknown"
   * mean the same. Without a display size pixels are square, and nothing is declared.
   */
  private @Nullable PixelAspect pixelAspect() {
    long shownWidth = (long) width - cropLeft - cropRight;
    long shownHeight = (long) height - cropTop - cropBottom;
    boolean declared = displayWidth > 0 && displayHeight > 0;
    if (!declared || displayUnit > DISPLAY_UNIT_ASPECT_RATIO || shownWidth < 1 || shownHeight < 1) {
      return null;
    }
    long horizontal = displayWidth * shownHeight;
    long vertical = displayHeight * shownWidth;
    boolean close = Math.abs(horizontal - vertical) <= Math.max(shownWidth, shownHeight);
    if (displayUnit == DISPLAY_UNIT_PIXELS && close) {
      return PixelAspect.SQUARE; // one pixel of the display size more or less is rounding
    }
    long divisor = gcd(horizontal, vertical);
    return horizontal / divisor > Integer.MAX_VALUE || vertical / divisor > Integer.MAX_VALUE
        ? null
        : new PixelAspect((int) (horizontal / divisor), (int) (vertical / divisor));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /**
   * ProjectionPoseRoll turns the projection counter-clockwise, in degrees. RFC 9559, 5.1.4.1.28.46.
   * Only a flat picture that is turned by whole quarters has a rotation.
   */
  private static int rotation(EbmlCursor child) {
    long type = PROJECTION_RECTANGULAR;
    int roll = 0;
    boolean tilted = false;
    while (child.next()) {
      switch (child.id()) {
        case 0x7671 -> type = child.unsigned();
        case 0x7673, 0x7674 -> tilted |= child.float64() != 0; // yaw and pitch
        case 0x7675 -> roll = quarters(child.float64());
        default -> {} // what other projections need
      }
    }
    return type == PROJECTION_RECTANGULAR && !tilted ? roll : 0;
  }

  private static int quarters(double degrees) {
    if (degrees == 90) {
      return 270;
    }
    if (degrees == -90) {
      return 90;
    }
    return degrees == 180 || degrees == -180 ? 180 : 0;
  }

  private void readColour(EbmlCursor child) {
    int primaries = UNSPECIFIED;
    int transfer = UNSPECIFIED;
    int matrix = UNSPECIFIED;
    boolean fullRange = false;
    int maxContent = 0;
    int maxAverage = 0;
    MasteringDisplay mastering = null;
    while (child.next()) {
      switch (child.id()) {
        case 0x55b1 -> matrix = codePoint(child);
        case 0x55b9 -> fullRange = child.unsigned() == RANGE_FULL;
        case 0x55ba -> transfer = codePoint(child);
        case 0x55bb -> primaries = codePoint(child);
        case 0x55bc -> maxContent = (int) Math.min(child.unsigned(), MAX_LIGHT_LEVEL);
        case 0x55bd -> maxAverage = (int) Math.min(child.unsigned(), MAX_LIGHT_LEVEL);
        case 0x55d0 -> mastering = mastering(child.children());
        default -> {} // subsampling and siting are the bitstream's
      }
    }
    colour = new Colour(primaries, transfer, matrix, fullRange);
    boolean light = maxContent > 0 || maxAverage > 0;
    hdr = new Hdr(mastering, light ? new LightLevel(maxContent, maxAverage) : null);
  }

  private static int codePoint(EbmlCursor child) {
    long value = child.unsigned();
    return value > MAX_CODE_POINT ? UNSPECIFIED : (int) value;
  }

  /** Eight coordinates and two luminances, rounded once; null if any of them is missing. */
  private static @Nullable MasteringDisplay mastering(EbmlCursor child) {
    int[] chromaticity = new int[8];
    long max = 0;
    long min = 0;
    int seen = 0;
    while (child.next()) {
      int index = child.id() - PRIMARY_R_X;
      if (index >= 0 && index < chromaticity.length) {
        chromaticity[index] = (int) scaled(child.float64(), CHROMATICITY_STEPS, CHROMATICITY_STEPS);
        seen |= 1 << index;
      } else if (child.id() == LUMINANCE_MAX) {
        max = scaled(child.float64(), LUMINANCE_STEPS, MAX_LUMINANCE);
        seen |= 1 << index;
      } else if (child.id() == LUMINANCE_MIN) {
        min = scaled(child.float64(), LUMINANCE_STEPS, MAX_LUMINANCE);
        seen |= 1 << index;
      }
    }
    if (seen != 0x3ff) {
      return null;
    }
    int[] c = chromaticity;
    return new MasteringDisplay(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], max, min);
  }

  private static long scaled(double value, int steps, long max) {
    return Math.max(0, Math.min(max, Math.round(value * steps)));
  }
}
