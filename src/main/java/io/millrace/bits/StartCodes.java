package io.millrace.bits;

import io.millrace.media.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Finds start code prefixes {@code 00 00 01}, which every video stream of the MPEG family has.
 * ISO/IEC 14496-10, Annex B; ISO/IEC 13818-2, 5.2. It looks at each coded byte, so it looks at
 * thirty-two at a time.
 */
public final class StartCodes {
  /** Says that there is no start code prefix. */
  public static final int NONE = -1;

  /** Bytes of the prefix {@code 00 00 01}. */
  public static final int LENGTH = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BLOCK_BYTES = 32;

  /** Of a pair of bytes all but the bit in which {@code 00 01} differs from {@code 00 00}. */
  private static final long ALL_BUT_ONE = 0xfeff_feff_feff_feffL;

  private static final long ONES = 0x0001_0001_0001_0001L;
  private static final long TOPS = 0x8000_8000_8000_8000L;

  private StartCodes() {}

  /**
   * The index of the first {@code 00 00 01} that lies wholly in {@code [from, to)}, or {@link
   * #NONE}. A {@code zero_byte} before the prefix is not part of it.
   */
  public static int next(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    int block = from;
    for (; block + BLOCK_BYTES < to; block += BLOCK_BYTES) {
      if (mayHavePrefix(bytes, block)) {
        int found = nextByByte(bytes, Math.max(from, block - 1), block + BLOCK_BYTES + 1);
        if (found != NONE) {
          return found;
        }
      }
    }
    return nextByByte(bytes, Math.max(from, block - 1), to);
  }

  /**
   * Where the byte behind the next start code prefix at or behind {@code from} stands, which says
   * what begins there; {@link #NONE} if there is none.
   */
  public static int nextValue(Payload unit, int from) {
    int start = unit.arrayOffset();
    int at = next(unit.array(), start + from, start + unit.length());
    int value = at - start + LENGTH;
    return at == NONE || value >= unit.length() ? NONE : value;
  }

  /**
   * Whether a pair of bytes at an even place is {@code 00 00} or {@code 00 01}. Wherever a prefix
   * lies, one of its two pairs is at an even place; of random bytes only one block in 2000 has such
   * a pair, so that the branch is foreseen and hardly a byte is looked at alone.
   */
  private static boolean mayHavePrefix(byte[] bytes, int block) {
    long zeros = zeroPairs(bytes, block) | zeroPairs(bytes, block + 8);
    long more = zeroPairs(bytes, block + 16) | zeroPairs(bytes, block + 24);
    return ((zeros | more) & TOPS) != 0;
  }

  /** Among {@link #TOPS} a bit is left only if one of the four pairs is such a pair. */
  private static long zeroPairs(byte[] bytes, int at) {
    long pairs = (long) LONGS.get(bytes, at) & ALL_BUT_ONE;
    return pairs - ONES & ~pairs;
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
