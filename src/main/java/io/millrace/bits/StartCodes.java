package io.millrace.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Finds start code prefixes {@code 00 00 01}, which every video stream of the MPEG family has.
 * ISO/IEC 14496-10, Annex B; ISO/IEC 13818-2, 5.2. It looks at each coded byte, so it looks at
 * sixteen at a time.
 */
public final class StartCodes {
  /** Says that there is no start code prefix. */
  public static final int NONE = -1;

  /** Bytes of the prefix {@code 00 00 01}. */
  public static final int LENGTH = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BLOCK_BYTES = 16;
  private static final long EVEN_BYTES = 0x00ff_00ff_00ff_00ffL;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  private StartCodes() {}

  /**
   * The index of the first {@code 00 00 01} that lies wholly in {@code [from, to)}, or {@link
   * #NONE}. A {@code zero_byte} before the prefix is not part of it.
   */
  public static int next(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    int block = from;
    for (; block + BLOCK_BYTES < to; block += BLOCK_BYTES) {
      if (hasZeroAtEvenByte(bytes, block)) {
        int found = nextByByte(bytes, Math.max(from, block - 1), block + BLOCK_BYTES + 1);
        if (found != NONE) {
          return found;
        }
      }
    }
    return nextByByte(bytes, Math.max(from, block - 1), to);
  }

  /** Of two zeros side by side one is at an even place, so that half of the bytes tell all. */
  private static boolean hasZeroAtEvenByte(byte[] bytes, int block) {
    long low = (long) LONGS.get(bytes, block) & EVEN_BYTES;
    long high = (long) LONGS.get(bytes, block + 8) & EVEN_BYTES;
    long even = low | high << 8;
    return (even - ONES & ~even & TOPS) != 0;
  }

  private static int nextByByte(byte[] bytes, int from, int to) {
    for (int i = from + 2; i < to; i++) {
      if (bytes[i] > 1 || bytes[i] < 0) {
        i += 2; // no prefix ends here, nor at the next two bytes
      } else if (bytes[i] == 1 && bytes[i - 1] == 0 && bytes[i - 2] == 0) {
        return i - 2;
      }
    }
    return NONE;
  }
}
