package io.millrace.demux.raw;

import io.millrace.media.Payload;

/**
 * The first frame of many MP3 files: silence in which an encoder has put a table of contents. It is
 * no sound, and no decoder plays it.
 */
final class InfoFrame {
  private static final int HEADER_BYTES = 4;
  private static final int MONO = 3;
  private static final int LAYER_3 = 1;

  /** Side information of MPEG-1 stereo: VBRI stands there whatever the frame is. */
  private static final int VBRI_INDEX = HEADER_BYTES + 32;

  private InfoFrame() {}

  /** Whether this whole MPEG audio frame is one. */
  static boolean is(Payload frame) {
    return (frame.at(1) >> 1 & 3) == LAYER_3
        && (hasWord(frame, sideInformationEnd(frame), "Xing")
            || hasWord(frame, sideInformationEnd(frame), "Info")
            || hasWord(frame, VBRI_INDEX, "VBRI"));
  }

  /** ISO/IEC 11172-3, 2.4.1.7; ISO/IEC 13818-3, 2.4.1.7. */
  private static int sideInformationEnd(Payload frame) {
    boolean isMpeg1 = (frame.at(1) >> 3 & 3) == 3;
    boolean isMono = frame.unsignedAt(3) >> 6 == MONO;
    return HEADER_BYTES + (isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  }

  private static boolean hasWord(Payload frame, int at, String word) {
    if (at + word.length() > frame.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (frame.at(at + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
