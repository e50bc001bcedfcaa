package io.millrace.demux.flv;

import io.millrace.media.Payload;

/**
 * One tag. Adobe Flash Video File Format Specification 10.1, E.4.1.
 *
 * @param type 8 audio, 9 video, 18 script data; others are reserved
 * @param encrypted the Filter flag: the data stands behind an encryption header and is unreadable
 * @param timestamp decode time, milliseconds modulo 2^32
 * @param data behind the tag's header
 * @param offset of {@code data} in the session
 */
record FlvTag(int type, boolean encrypted, int timestamp, Payload data, long offset) {
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int SCRIPT = 18;

  static final int HEADER_BYTES = 11;

  /** DataSize has 24 bits. */
  static final int MAX_DATA_BYTES = (1 << 24) - 1;

  private static final int FILTER = 0x20;
  private static final int TYPE = 0x1f;
  private static final int RESERVED = 0xc0;

  /** The tag whose header starts at {@code at}; all its bytes are there. */
  static FlvTag read(Payload bytes, int at, long offset) {
    int first = bytes.unsignedAt(at);
    int timestamp = bytes.at(at + 7) << 24 | uint24(bytes, at + 4);
    Payload data = bytes.slice(at + HEADER_BYTES, dataSize(bytes, at));
    return new FlvTag(first & TYPE, (first & FILTER) != 0, timestamp, data, offset + HEADER_BYTES);
  }

  static int dataSize(Payload bytes, int at) {
    return uint24(bytes, at + 1);
  }

  /** Whether a tag that follows another one may begin like this. */
  static boolean isPossible(Payload bytes, int at) {
    int first = bytes.unsignedAt(at);
    return (first & RESERVED) == 0 && (isKnown(first & TYPE) || uint24(bytes, at + 8) == 0);
  }

  /** Whether a tag of which nothing else is known may begin like this: no reserved bit is set. */
  static boolean isEvident(Payload bytes, int at) {
    return isKnown(bytes.unsignedAt(at)) && uint24(bytes, at + 8) == 0;
  }

  private static boolean isKnown(int type) {
    return type == AUDIO || type == VIDEO || type == SCRIPT;
  }

  private static int uint24(Payload bytes, int at) {
    return bytes.unsignedAt(at) << 16 | bytes.unsignedAt(at + 1) << 8 | bytes.unsignedAt(at + 2);
  }
}
