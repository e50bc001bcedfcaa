package io.millrace.demux.fmp4;

import java.nio.charset.StandardCharsets;

/** What is known of the boxes that may stand at a file's top level. ISO/IEC 14496-12, 6.2.3. */
final class TopLevel {
  /** The tables of a day of video with sound are 50 MB. */
  static final int MAX_MOOV_BYTES = 64 << 20;

  static final int MAX_MOOF_BYTES = 16 << 20;

  private static final int MOOV = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'v';
  private static final int MOOF = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'f';
  private static final int FTYP = 'f' << 24 | 't' << 16 | 'y' << 8 | 'p';
  private static final int STYP = 's' << 24 | 't' << 16 | 'y' << 8 | 'p';
  private static final int SIDX = 's' << 24 | 'i' << 16 | 'd' << 8 | 'x';
  private static final int EMSG = 'e' << 24 | 'm' << 16 | 's' << 8 | 'g';
  private static final int PRFT = 'p' << 24 | 'r' << 16 | 'f' << 8 | 't';

  private TopLevel() {}

  /** Whether the four characters may be a type: printable, but for the first, which may be ©. */
  static boolean isType(String type) {
    for (int i = 0; i < type.length(); i++) {
      char c = type.charAt(i);
      if ((c < ' ' || c > '~') && (i > 0 || c != '©')) {
        return false;
      }
    }
    return true;
  }

  /** Whether the box is read as a whole. */
  static boolean isGathered(String type) {
    return type.equals("moov") || type.equals("moof");
  }

  /** Most bytes of a box that is gathered. */
  static int maxBytes(String type) {
    return type.equals("moof") ? MAX_MOOF_BYTES : MAX_MOOV_BYTES;
  }

  /**
   * Whether eight bytes are the header of a box that reading can be taken up at: one that an init
   * segment or a media segment begins with, of a likely size. An mdat is none, since nobody knows
   * what is in it when its moof is lost.
   */
  static boolean isSafePoint(long header) {
    long size = header >>> 32;
    return switch ((int) header) {
      case MOOV -> size >= 100 && size <= MAX_MOOV_BYTES;
      case MOOF -> size >= 24 && size <= MAX_MOOF_BYTES;
      case FTYP, STYP -> size >= 16 && size <= 1024 && size % 4 == 0;
      case SIDX, EMSG -> size >= 24 && size <= 1 << 20;
      case PRFT -> size >= 24 && size <= 48;
      default -> false;
    };
  }

  static String text(int type) {
    byte[] bytes = {(byte) (type >> 24), (byte) (type >> 16), (byte) (type >> 8), (byte) type};
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
