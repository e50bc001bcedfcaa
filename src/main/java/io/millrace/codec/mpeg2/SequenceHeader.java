package io.millrace.codec.mpeg2;

import io.millrace.bits.BitReader;
import io.millrace.bits.StartCodes;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of pictures of MPEG-1 and MPEG-2 video. ISO/IEC 13818-2, 6.2.2.1 and
 * 6.2.2.3; 11172-2, 2.4.3.2.
 *
 * @param width pixels
 * @param height pixels
 * @param frameRate null for a code that is reserved
 */
public record SequenceHeader(
    int width, int height, PixelAspect pixelAspect, @Nullable FrameRate frameRate) {
  private static final int SEQUENCE_HEADER = 0xb3;
  private static final int EXTENSION = 0xb5;
  private static final int SEQUENCE_EXTENSION = 1;

  /** By frame_rate_code, from 1. Table 6-4. */
  private static final FrameRate[] RATES = {
    new FrameRate(24_000, 1001),
    new FrameRate(24, 1),
    new FrameRate(25, 1),
    new FrameRate(30_000, 1001),
    new FrameRate(30, 1),
    new FrameRate(50, 1),
    new FrameRate(60_000, 1001),
    new FrameRate(60, 1)
  };

  /** Display aspects by aspect_ratio_information, from 2. Table 6-3. */
  private static final int[][] DISPLAY_ASPECTS = {{4, 3}, {16, 9}, {221, 100}};

  /** Sample heights per width by pel_aspect_ratio of MPEG-1, from 1, in ten thousandths. */
  private static final int[] PEL_ASPECTS = {
    10000, 6735, 7031, 7615, 8055, 8437, 8935, 9157, 9815, 10255, 10695, 10950, 11575, 12015
  };

  /**
   * The first one in an access unit; null if there is none, or it says a size of nothing.
   *
   * @throws io.millrace.media.MediaException.Malformed if it ends too early
   */
  public static @Nullable SequenceHeader find(Payload unit, long byteOffset) {
    int at = HeaderCodes.find(unit, SEQUENCE_HEADER);
    return at < 0 ? null : read(unit, at, byteOffset);
  }

  private static @Nullable SequenceHeader read(Payload unit, int at, long byteOffset) {
    BitReader bits =
        BitReader.of("sequence header", unit.slice(at, unit.length() - at), byteOffset);
    int width = bits.bits(12);
    int height = bits.bits(12);
    int aspect = bits.bits(4);
    int rateCode = bits.bits(4);
    int next = StartCodes.nextValue(unit, at);
    boolean mpeg2 = next >= 0 && unit.unsignedAt(next) == EXTENSION;
    FrameRate rate = rateCode >= 1 && rateCode <= RATES.length ? RATES[rateCode - 1] : null;
    if (mpeg2) {
      BitReader extension =
          BitReader.of(
              "sequence extension", unit.slice(next + 1, unit.length() - next - 1), byteOffset);
      if (extension.bits(4) == SEQUENCE_EXTENSION) {
        extension.skip(8 + 1 + 2); // profile and level, progressive, chroma
        width |= extension.bits(2) << 12;
        height |= extension.bits(2) << 12;
        extension.skip(12 + 1 + 8 + 1); // bit rate, marker, buffer, low delay
        rate = rate(rate, extension.bits(2), extension.bits(5));
      }
    }
    if (width == 0 || height == 0) {
      return null;
    }
    return new SequenceHeader(width, height, aspect(mpeg2, aspect, width, height), rate);
  }

  private static @Nullable FrameRate rate(@Nullable FrameRate base, int more, int divisor) {
    return base == null
        ? null
        : FrameRate.plausible(
            (long) base.numerator() * (more + 1), (long) base.denominator() * (divisor + 1));
  }

  private static PixelAspect aspect(boolean mpeg2, int code, int width, int height) {
    if (!mpeg2) {
      return code >= 1 && code <= PEL_ASPECTS.length
          ? new PixelAspect(PEL_ASPECTS[0], PEL_ASPECTS[code - 1])
          : PixelAspect.SQUARE;
    }
    if (code < 2 || code > 4) {
      return PixelAspect.SQUARE;
    }
    int[] display = DISPLAY_ASPECTS[code - 2];
    return new PixelAspect(display[0] * height, display[1] * width);
  }
}
