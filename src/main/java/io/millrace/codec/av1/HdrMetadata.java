package io.millrace.codec.av1;

import io.millrace.bits.BitReader;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** What metadata OBUs say of high dynamic range. AV1 Bitstream Specification, 5.8.3 and 5.8.4. */
final class HdrMetadata {
  private static final int CONTENT_LIGHT_LEVEL = 1;
  private static final int MASTERING_DISPLAY = 2;

  /** What 32 bits of {@code mdcv} hold; AV1 could say that a display is brighter. */
  private static final long MAX_LUMINANCE = 0xffff_ffffL;

  private HdrMetadata() {}

  /**
   * {@code known}, with what the payload of an OBU of type 5 adds to it. A damaged one adds
   * nothing: pictures can be decoded without it.
   */
  static Hdr with(Hdr known, Payload payload, long byteOffset) {
    BitReader in = BitReader.of("AV1 metadata", payload, byteOffset);
    try {
      return switch (type(payload, byteOffset, in)) {
        case CONTENT_LIGHT_LEVEL ->
            new Hdr(known.mastering(), new Hdr.LightLevel(in.bits(16), in.bits(16)));
        case MASTERING_DISPLAY -> new Hdr(mastering(in), known.lightLevel());
        default -> known;
      };
    } catch (MediaException.Malformed e) {
      return known;
    }
  }

  private static int type(Payload payload, long byteOffset, BitReader in) {
    int length = Leb128.length(payload, 0, byteOffset);
    in.skip(8L * length);
    return (int) Leb128.value(payload, 0, length, byteOffset);
  }

  private static Hdr.MasteringDisplay mastering(BitReader in) {
    return new Hdr.MasteringDisplay(
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        chromaticity(in),
        Math.min(MAX_LUMINANCE, rounded(in.longBits(32) * 10_000, 8)),
        rounded(in.longBits(32) * 10_000, 14));
  }

  /** 0.16 fixed point, in steps of 0.00002. */
  private static int chromaticity(BitReader in) {
    return (int) rounded(in.bits(16) * 50_000L, 16);
  }

  /** {@code value} without {@code bits} behind the binary point, to the nearest. */
  private static long rounded(long value, int bits) {
    return value + (1L << bits - 1) >> bits;
  }
}
