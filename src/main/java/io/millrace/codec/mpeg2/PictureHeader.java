package io.millrace.codec.mpeg2;

import io.millrace.bits.BitReader;
import io.millrace.bits.StartCodes;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * How a picture is coded. ISO/IEC 13818-2, 6.2.3 and 6.2.3.1.
 *
 * @param intra an I picture
 * @param field one of the two fields of a frame
 */
public record PictureHeader(boolean intra, boolean field) {
  private static final int PICTURE = 0x00;
  private static final int EXTENSION = 0xb5;
  private static final int PICTURE_CODING_EXTENSION = 8;
  private static final int CODED_I = 1;
  private static final int FRAME = 3;

  /**
   * The first one in an access unit; null if there is none.
   *
   * @throws io.millrace.media.MediaException.Malformed if it ends too early
   */
  public static @Nullable PictureHeader find(Payload unit, long byteOffset) {
    int at = HeaderCodes.find(unit, PICTURE);
    if (at < 0) {
      return null;
    }
    BitReader bits = BitReader.of("picture header", unit.slice(at, unit.length() - at), byteOffset);
    bits.skip(10); // temporal_reference
    boolean intra = bits.bits(3) == CODED_I;
    int next = StartCodes.nextValue(unit, at);
    boolean extended = next >= 0 && unit.unsignedAt(next) == EXTENSION;
    return new PictureHeader(intra, extended && isField(unit, next + 1, byteOffset));
  }

  private static boolean isField(Payload unit, int at, long byteOffset) {
    BitReader bits =
        BitReader.of("picture coding extension", unit.slice(at, unit.length() - at), byteOffset);
    if (bits.bits(4) != PICTURE_CODING_EXTENSION) {
      return false;
    }
    bits.skip(4 * 4 + 2); // f_code, intra_dc_precision
    return bits.bits(2) != FRAME;
  }
}
