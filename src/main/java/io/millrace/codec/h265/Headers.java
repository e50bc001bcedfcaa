package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** The two bytes in front of every parameter set. */
final class Headers {
  private static final int BITS = 16;

  private Headers() {}

  /**
   * A reader behind the header of a NAL unit.
   *
   * @throws MediaException.Malformed if it is of another type
   */
  static BitReader reader(String what, Payload nalUnit, int wanted, long byteOffset) {
    BitReader in = BitReader.ofNalUnit(what, nalUnit, byteOffset);
    int header = in.bits(BITS);
    int type = NalUnitType.of(header >> 8, header & 0xff);
    if (type != wanted) {
      throw new MediaException.Malformed(
          byteOffset, "%s: NAL unit type %d, not %d", what, type, wanted);
    }
    return in;
  }
}
