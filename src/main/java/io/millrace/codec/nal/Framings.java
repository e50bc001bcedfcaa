package io.millrace.codec.nal;

import io.millrace.media.Payload;
import io.millrace.media.Track.Framing;

/**
 * Which framing the bytes of an access unit have. The container's word counts, unless the bytes
 * cannot be read that way and can be read the other way.
 *
 * <p>The trap: {@code 00 00 01 xx} is a start code, and also the length of a NAL unit of 256 to 511
 * bytes. Lengths that end exactly at the end of the unit, with a possible NAL unit behind each, do
 * not happen by chance.
 */
final class Framings {
  /** Stands for start codes where otherwise a length size stands. */
  static final int ANNEX_B = 0;

  private static final int USUAL_LENGTH_SIZE = 4;

  private Framings() {}

  /** The length size of the framing that explains {@code data}, or {@link #ANNEX_B}. */
  static int lengthSize(NalSyntax syntax, Payload data, Framing declared, int declaredLengthSize) {
    if (declared == Framing.ANNEX_B) {
      return !startsWithStartCode(data) && lengthsFit(syntax, data, USUAL_LENGTH_SIZE)
          ? USUAL_LENGTH_SIZE
          : ANNEX_B;
    }
    return startsWithStartCode(data)
            && !lengthsFit(syntax, data, declaredLengthSize)
            && startCodesFit(syntax, data)
        ? ANNEX_B
        : declaredLengthSize;
  }

  /** Whether at least two zero bytes and then a 1 stand in front. */
  static boolean startsWithStartCode(Payload data) {
    int zeros = 0;
    while (zeros < data.length() && data.at(zeros) == 0) {
      zeros++;
    }
    return zeros >= 2 && zeros < data.length() && data.at(zeros) == 1;
  }

  /** Whether lengths lead exactly to the end, over NAL units that may be. */
  static boolean lengthsFit(NalSyntax syntax, Payload data, int lengthSize) {
    int at = 0;
    while (at < data.length()) {
      if (data.length() - at <= lengthSize) {
        return false;
      }
      long length = 0;
      for (int i = 0; i < lengthSize; i++) {
        length = length << 8 | data.unsignedAt(at + i);
      }
      at += lengthSize;
      if (length < 1 || length > data.length() - at) {
        return false;
      }
      int type = syntax.type(data.array(), data.arrayOffset() + at, (int) length);
      if (!syntax.isPossible(type)) {
        return false;
      }
      at += (int) length;
    }
    return at > 0;
  }

  /** Whether an access unit begins here, and NAL units that may be stand behind all start codes. */
  private static boolean startCodesFit(NalSyntax syntax, Payload data) {
    NalUnits nalUnits = NalUnits.annexB(syntax, data);
    if (!nalUnits.next() || !syntax.mayBeFirst(nalUnits.type())) {
      return false;
    }
    while (nalUnits.next()) {
      if (!syntax.isPossible(nalUnits.type())) {
        return false;
      }
    }
    return true;
  }
}
