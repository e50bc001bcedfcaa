package io.millrace.codec.nal;

import io.millrace.bits.StartCodes;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the NAL units of an access unit, in their order, without a copy. Empty NAL units are
 * passed over.
 */
public final class NalUnits {
  private static final int ANNEX_B = 0;

  private final NalSyntax syntax;
  private final Payload unit;
  private final long byteOffset;
  private final int lengthSize;
  private final byte[] array;
  private final int base;
  private final int end;

  /** Where the start codes are, if that is known already. */
  private final int @Nullable [] startCodes;

  private int startCodesRead;
  private int next;
  private int start;
  private int length;

  private NalUnits(NalSyntax syntax, Payload unit, int lengthSize, long byteOffset) {
    this.syntax = syntax;
    this.unit = unit;
    this.byteOffset = byteOffset;
    this.lengthSize = lengthSize;
    this.array = unit.array();
    this.base = unit.arrayOffset();
    this.end = base + unit.length();
    this.startCodes = unit.startCodes();
    this.next = lengthSize == ANNEX_B ? nextStartCode(base) : base;
  }

  /**
   * NAL units behind start codes, without the zero bytes that may follow each. ITU-T H.264 and
   * H.265, Annex B. What stands before the first start code is passed over.
   */
  public static NalUnits annexB(NalSyntax syntax, Payload unit) {
    return new NalUnits(syntax, unit, ANNEX_B, 0);
  }

  /**
   * NAL units behind their lengths. ISO/IEC 14496-15, 5.3.3.
   *
   * @param lengthSize bytes of a length, 1 to 4
   * @param byteOffset of the unit in the session, for messages
   */
  public static NalUnits lengthPrefixed(
      NalSyntax syntax, Payload unit, int lengthSize, long byteOffset) {
    if (lengthSize < 1 || lengthSize > 4) {
      throw new IllegalArgumentException("Invalid NAL length size: %d".formatted(lengthSize));
    }
    return new NalUnits(syntax, unit, lengthSize, byteOffset);
  }

  /**
   * Goes to the next NAL unit.
   *
   * @return false behind the last one
   * @throws MediaException.Malformed if a length passes the end of the unit
   */
  public boolean next() {
    return lengthSize == ANNEX_B ? nextBehindStartCode() : nextBehindLength();
  }

  private boolean nextBehindStartCode() {
    while (next != StartCodes.NONE) {
      int from = next + StartCodes.LENGTH;
      next = nextStartCode(from);
      int to = next == StartCodes.NONE ? end : next;
      // A NAL unit never ends in a zero byte: those belong to the next start code or are stuffing.
      while (to > from && array[to - 1] == 0) {
        to--;
      }
      if (to > from) {
        found(from, to - from);
        return true;
      }
    }
    return false;
  }

  private int nextStartCode(int from) {
    if (startCodes == null) {
      return StartCodes.next(array, from, end);
    }
    return startCodesRead < startCodes.length
        ? base + startCodes[startCodesRead++]
        : StartCodes.NONE;
  }

  private boolean nextBehindLength() {
    while (next < end) {
      int prefix = next;
      long declared = declaredLength(prefix);
      int left = Math.max(0, end - prefix - lengthSize);
      if (declared > left) {
        throw new MediaException.Malformed(
            byteOffset + prefix - base,
            "%s: NAL unit of %d bytes, %d left in the access unit",
            syntax.title(),
            declared,
            left);
      }
      next = prefix + lengthSize + (int) declared;
      if (declared > 0) {
        found(prefix + lengthSize, (int) declared);
        return true;
      }
    }
    return false;
  }

  /** A prefix cut short counts as if zeros stood before it: stuffing is 0, all else too long. */
  private long declaredLength(int prefix) {
    long declared = 0;
    for (int i = prefix; i < Math.min(prefix + lengthSize, end); i++) {
      declared = declared << 8 | array[i] & 0xff;
    }
    return declared;
  }

  private void found(int arrayIndex, int bytes) {
    start = arrayIndex - base;
    length = bytes;
  }

  /** Index in the access unit of the NAL unit's first byte. */
  public int start() {
    return start;
  }

  /** Bytes of the NAL unit, at least 1. */
  public int length() {
    return length;
  }

  /** See the {@code NalUnitType} of the codec. */
  public int type() {
    return syntax.type(array, base + start, length);
  }

  /** A view of the NAL unit. */
  public Payload payload() {
    return unit.slice(start, length);
  }
}
