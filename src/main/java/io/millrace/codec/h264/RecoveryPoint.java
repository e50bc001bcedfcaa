package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The SEI message that says where decoding may begin without an IDR picture. ITU-T H.264, D.1.8.
 */
public final class RecoveryPoint {
  /** There is none. */
  public static final int NONE = -1;

  private static final int RECOVERY_POINT = 6;

  private RecoveryPoint() {}

  /**
   * In how many frames all pictures are right, as a NAL unit of type 6 says; {@link #NONE} if it
   * does not, or cannot be read.
   */
  public static int frames(Payload sei, long byteOffset) {
    try {
      BitReader in = BitReader.ofNalUnit("SEI", sei, byteOffset);
      in.skip(8);
      while (in.bitsLeft() >= 16 && in.moreRbspData()) {
        int type = byteCoded(in);
        int size = byteCoded(in);
        if (type == RECOVERY_POINT) {
          return (int) Math.min(Integer.MAX_VALUE, in.ue());
        }
        in.skip(8L * size);
      }
    } catch (MediaException e) {
      return NONE; // no place to begin at, whatever it was to be
    }
    return NONE;
  }

  /** ITU-T H.264, 7.3.2.3.1. */
  private static int byteCoded(BitReader in) {
    int value = 0;
    int part;
    do {
      part = in.bits(8);
      value += part;
    } while (part == 0xff);
    return value;
  }
}
