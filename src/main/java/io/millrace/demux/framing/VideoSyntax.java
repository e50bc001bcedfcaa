package io.millrace.demux.framing;

/**
 * What a unit behind a start code says about where access units start. Reads as few bytes as it
 * can: it is asked for each NAL unit of the stream.
 */
public enum VideoSyntax {
  /** ITU-T H.264, 7.4.1.2.3 and 7.4.1.2.4. */
  H264 {
    @Override
    int role(byte[] bytes, int at, int end) {
      if (at >= end) {
        return UNDECIDED;
      }
      int type = bytes[at] & 0x1f;
      return switch (type) {
        case 1, 2, 5 -> slice(type, bytes, at, end);
        case 9 -> DELIMITER;
        case 6, 7, 8, 15, 16, 17, 18 -> PREFIX;
        default -> OTHER;
      };
    }

    private int slice(int type, byte[] bytes, int at, int end) {
      int sync = type == 5 ? SYNC : 0;
      if (at + 1 >= end) {
        return UNDECIDED;
      }
      if ((bytes[at + 1] & 0x80) != 0) {
        return SLICE | sync; // first_mb_in_slice is 0
      }
      return end - at <= 5 ? UNDECIDED : SLICE | sync | firstMb(bytes, at + 1) << POSITION_SHIFT;
    }

    /** first_mb_in_slice; at most 139264 in any level, so that longer codes are damage. */
    private int firstMb(byte[] bytes, int at) {
      long window =
          (bytes[at] & 0xffL) << 32
              | (bytes[at + 1] & 0xffL) << 24
              | (bytes[at + 2] & 0xff) << 16
              | (bytes[at + 3] & 0xff) << 8
              | bytes[at + 4] & 0xff;
      int zeros = Long.numberOfLeadingZeros(window) - 24;
      return zeros > 18 ? MAX_POSITION : (int) (window >>> (39 - 2 * zeros)) - 1;
    }
  },

  /** ITU-T H.265, 7.4.2.4.4. */
  H265 {
    @Override
    int role(byte[] bytes, int at, int end) {
      if (end - at < 2) {
        return UNDECIDED;
      }
      int type = bytes[at] >> 1 & 0x3f;
      boolean isBaseLayer = (bytes[at] & 1) == 0 && (bytes[at + 1] & 0xf8) == 0;
      if (!isBaseLayer) {
        return OTHER;
      }
      if (type < 32) {
        return slice(type, bytes, at, end);
      }
      if (type == 35) {
        return DELIMITER;
      }
      boolean isPrefix =
          type <= 34 || type == 39 || type >= 41 && type <= 44 || type >= 48 && type <= 55;
      return isPrefix ? PREFIX : OTHER;
    }

    private int slice(int type, byte[] bytes, int at, int end) {
      if (end - at < 3) {
        return UNDECIDED;
      }
      int sync = type >= 16 && type <= 23 ? SYNC : 0;
      boolean firstSliceSegmentInPic = (bytes[at + 2] & 0x80) != 0;
      return (firstSliceSegmentInPic ? SLICE : LATER_SLICE) | sync;
    }
  },

  /** ISO/IEC 13818-2, 6.2.2 and 6.3.9. A picture may be a field. */
  MPEG2 {
    private static final int PICTURE = 0x00;
    private static final int SEQUENCE_HEADER = 0xb3;
    private static final int GROUP_OF_PICTURES = 0xb8;
    private static final int CODED_I = 1;

    @Override
    int role(byte[] bytes, int at, int end) {
      if (at >= end) {
        return UNDECIDED;
      }
      return switch (bytes[at] & 0xff) {
        case PICTURE -> {
          if (end - at < 3) {
            yield UNDECIDED;
          }
          yield SLICE | ((bytes[at + 2] >> 3 & 7) == CODED_I ? SYNC : 0);
        }
        case SEQUENCE_HEADER, GROUP_OF_PICTURES -> PREFIX;
        default -> OTHER;
      };
    }
  };

  /** Too few bytes to tell. */
  static final int UNDECIDED = -1;

  /** Belongs to the access unit that is open. */
  static final int OTHER = 0;

  /** Comes before the first slice of a picture: starts an access unit behind a picture. */
  static final int PREFIX = 1;

  /** Starts an access unit whatever came before. */
  static final int DELIMITER = 2;

  /** Starts an access unit unless it is further down in the picture than the slice before. */
  static final int SLICE = 3;

  /** A slice that says it is not the first of its picture. */
  static final int LATER_SLICE = 4;

  private static final int ROLES = 7;

  /** Flag: decoding can start at this picture. */
  static final int SYNC = 8;

  private static final int POSITION_SHIFT = 4;
  private static final int MAX_POSITION = 1 << 20;

  static int kind(int role) {
    return role & ROLES;
  }

  static boolean sync(int role) {
    return (role & SYNC) != 0;
  }

  /** The place of a slice in its picture, in coding order. */
  static int position(int role) {
    return role >>> POSITION_SHIFT;
  }

  /**
   * The role of the unit whose first byte behind the start code is at {@code at}; kind, {@link
   * #SYNC} and position in one number, or {@link #UNDECIDED}.
   */
  abstract int role(byte[] bytes, int at, int end);
}
