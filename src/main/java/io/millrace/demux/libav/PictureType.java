package io.millrace.demux.libav;

import io.millrace.media.Payload;

/**
 * How a picture depends on others, as its first bytes say. AVI, for one, says it only in an index
 * at the end of the file, which a stream does not reach.
 */
enum PictureType {
  /** Decoding can start here. */
  INTRA,
  PREDICTED,
  /** Shown before the picture that is decoded in front of it. */
  BIDIRECTIONAL,
  UNKNOWN;

  private static final int START_CODE_BYTES = 4;
  private static final int PICTURE = 0x00;
  private static final int VOP = 0xb6;

  /** The type of the picture in {@code data}, coded as FFmpeg calls {@code codec}. */
  static PictureType of(String codec, Payload data) {
    return switch (codec) {
      case "mpeg1video", "mpeg2video" -> mpeg2(data);
      case "mpeg4" -> mpeg4(data);
      case "msmpeg4v2", "msmpeg4v3", "wmv1" -> coded(data, 6, 3, 0);
      case "wmv2" -> coded(data, 7, 1, 0);
      case "vp8" -> coded(data, 0, 1, 0);
      case "vp6", "vp6f" -> coded(data, 7, 1, 0);
      case "theora" -> coded(data, 6, 1, 0);
      case "h263" -> h263(data);
      default -> UNKNOWN;
    };
  }

  /** Whether pictures of {@code codec} may be decoded in another order than they are shown in. */
  static boolean reorders(String codec) {
    return switch (codec) {
      case "mpeg1video", "mpeg2video", "mpeg4" -> true;
      default -> false;
    };
  }

  private static PictureType coded(Payload data, int shift, int mask, int intra) {
    if (data.isEmpty()) {
      return UNKNOWN;
    }
    return (data.at(0) >> shift & mask) == intra ? INTRA : PREDICTED;
  }

  /** picture_coding_type. ISO/IEC 13818-2, 6.3.9. */
  private static PictureType mpeg2(Payload data) {
    int at = startCode(data, PICTURE, 0);
    if (at < 0 || at + START_CODE_BYTES + 2 > data.length()) {
      return UNKNOWN;
    }
    return switch (data.at(at + START_CODE_BYTES + 1) >> 3 & 7) {
      case 1 -> INTRA;
      case 2 -> PREDICTED;
      case 3 -> BIDIRECTIONAL;
      default -> UNKNOWN;
    };
  }

  /** vop_coding_type. ISO/IEC 14496-2, 6.3.5. */
  private static PictureType mpeg4(Payload data) {
    int at = startCode(data, VOP, 0);
    if (at < 0 || at + START_CODE_BYTES + 1 > data.length()) {
      return UNKNOWN;
    }
    return switch (data.at(at + START_CODE_BYTES) >> 6 & 3) {
      case 0 -> INTRA;
      case 2 -> BIDIRECTIONAL;
      default -> PREDICTED;
    };
  }

  /** PTYPE, if it is not the extended one. ITU-T H.263, 5.1.3. */
  private static PictureType h263(Payload data) {
    int at = START_CODE_BYTES; // 22 bits of start code, 8 of temporal reference, 2 of PTYPE
    boolean isExtended = data.length() <= at || (data.at(at) >> 2 & 7) == 7;
    if (isExtended) {
      return UNKNOWN;
    }
    return (data.at(at) >> 1 & 1) == 0 ? INTRA : PREDICTED;
  }

  /** Index of the next start code {@code 00 00 01} and {@code value}; negative if there is none. */
  static int startCode(Payload data, int value, int from) {
    byte[] array = data.array();
    int end = data.arrayOffset() + data.length() - START_CODE_BYTES;
    for (int i = data.arrayOffset() + from; i <= end; i++) {
      boolean found =
          array[i] == 0 && array[i + 1] == 0 && array[i + 2] == 1 && (array[i + 3] & 0xff) == value;
      if (found) {
        return i - data.arrayOffset();
      }
    }
    return -1;
  }
}
