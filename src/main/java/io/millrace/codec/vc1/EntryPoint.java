package io.millrace.codec.vc1;

import io.millrace.bits.BitReader;
import io.millrace.bits.Rbsp;
import io.millrace.bits.StartCodes;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * The headers in front of a picture of VC-1's advanced profile that decoding can start at. SMPTE
 * 421M, 6.1 and annex E.
 *
 * @param width of the coded picture, pixels
 * @param height of the coded picture, pixels
 * @param frameRate null if it is not said
 * @param sequence the sequence header with its start code
 * @param configuration sequence header and entry point header, as a decoder wants them
 */
public record EntryPoint(
    int width,
    int height,
    PixelAspect pixelAspect,
    @Nullable FrameRate frameRate,
    Payload sequence,
    Payload configuration) {
  private static final int FRAME = 0x0d;
  private static final int ENTRY_POINT = 0x0e;
  private static final int SEQUENCE = 0x0f;
  private static final int ADVANCED = 3;
  private static final int EXTENDED_ASPECT = 15;

  /** By ASPECT_RATIO, from 1. */
  private static final int[][] ASPECTS = {
    {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
    {18, 11}, {15, 11}, {64, 33}, {160, 99}
  };

  /** By FRAMERATENR, from 1. */
  private static final int[] RATES = {24, 25, 30, 50, 60, 48, 72};

  /**
   * Those in front of a picture; null if one of the two is missing, or it is another profile.
   *
   * @throws io.millrace.media.MediaException.Malformed if it ends too early
   */
  public static @Nullable EntryPoint find(Payload unit, long byteOffset) {
    int sequence = -1;
    int sequenceEnd = -1;
    int at = StartCodes.nextValue(unit, 0);
    boolean entry = false;
    while (at >= 0 && unit.unsignedAt(at) != FRAME) {
      int begin = at - StartCodes.LENGTH;
      sequenceEnd = sequence >= 0 && sequenceEnd < 0 ? begin : sequenceEnd;
      sequence = sequence < 0 && unit.unsignedAt(at) == SEQUENCE ? begin : sequence;
      entry |= sequence >= 0 && unit.unsignedAt(at) == ENTRY_POINT;
      at = StartCodes.nextValue(unit, at);
    }
    if (!entry || sequenceEnd < 0) {
      return null;
    }
    int end = at < 0 ? unit.length() : at - StartCodes.LENGTH;
    return read(
        unit.slice(sequence, sequenceEnd - sequence),
        unit.slice(sequence, end - sequence),
        byteOffset);
  }

  /**
   * Whether decoding can start at an access unit: an entry point stands in front of its picture.
   */
  public static boolean isEntry(Payload unit) {
    int at = StartCodes.nextValue(unit, 0);
    while (at >= 0 && unit.unsignedAt(at) != FRAME) {
      if (unit.unsignedAt(at) == ENTRY_POINT) {
        return true;
      }
      at = StartCodes.nextValue(unit, at);
    }
    return false;
  }

  private static @Nullable EntryPoint read(Payload sequence, Payload all, long byteOffset) {
    int prefix = StartCodes.LENGTH + 1;
    Payload header = Rbsp.unescape(sequence.slice(prefix, sequence.length() - prefix));
    BitReader bits = BitReader.of("VC-1 sequence header", header, byteOffset);
    if (bits.bits(2) != ADVANCED) {
      return null;
    }
    bits.skip(3 + 2 + 3 + 5 + 1); // LEVEL, COLORDIFF_FORMAT, FRMRTQ, BITRTQ, POSTPROCFLAG
    int width = 2 * (bits.bits(12) + 1);
    int height = 2 * (bits.bits(12) + 1);
    bits.skip(6); // PULLDOWN, INTERLACE, TFCNTRFLAG, FINTERPFLAG, RESERVED, PSF
    PixelAspect aspect = PixelAspect.SQUARE;
    FrameRate rate = null;
    if (bits.flag()) {
      int shownWidth = bits.bits(14) + 1;
      int shownHeight = bits.bits(14) + 1;
      aspect =
          bits.flag() ? aspect(bits) : new PixelAspect(height * shownWidth, width * shownHeight);
      rate = bits.flag() ? rate(bits) : null;
    }
    return new EntryPoint(width, height, aspect, rate, sequence.compact(), all.compact());
  }

  private static PixelAspect aspect(BitReader bits) {
    int code = bits.bits(4);
    if (code == EXTENDED_ASPECT) {
      return new PixelAspect(bits.bits(8) + 1, bits.bits(8) + 1);
    }
    return code >= 1 && code <= ASPECTS.length
        ? new PixelAspect(ASPECTS[code - 1][0], ASPECTS[code - 1][1])
        : PixelAspect.SQUARE;
  }

  private static @Nullable FrameRate rate(BitReader bits) {
    if (bits.flag()) {
      return FrameRate.plausible(bits.bits(16) + 1, 32);
    }
    int rate = bits.bits(8);
    int divisor = bits.bits(4);
    boolean known = rate >= 1 && rate <= RATES.length && (divisor == 1 || divisor == 2);
    return known ? FrameRate.plausible(RATES[rate - 1] * 1000L, 999 + divisor) : null;
  }
}
