package io.millrace.demux.flv;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;

/**
 * The file header. Adobe Flash Video File Format Specification 10.1, E.2. Its flags, which say
 * whether there is audio and video, are wrong so often that nobody here looks at them.
 */
final class FileHeader {
  static final int BYTES = 9;

  /** Of a PreviousTagSize, which stands before the first tag and behind each. */
  static final int TAG_SIZE_BYTES = 4;

  /** Bytes of a usual header and what follows it, of which all but one flag are constant. */
  static final int EVIDENT_BYTES = BYTES + TAG_SIZE_BYTES;

  /** DataOffset is 9 in version 1. More is read over, but not without end. */
  private static final int MAX_DATA_OFFSET = 1 << 16;

  private static final int SIGNATURE = 0x464c_5601;
  private static final int RESERVED_FLAGS = 0xfa;

  private FileHeader() {}

  /** Whether a header starts here; four bytes are enough. */
  static boolean startsAt(Payload bytes, int at) {
    return int32(bytes, at) == SIGNATURE;
  }

  /** Whether the {@link #EVIDENT_BYTES} bytes here are a header, even where none is expected. */
  static boolean isEvident(Payload bytes, int at) {
    return startsAt(bytes, at)
        && (bytes.unsignedAt(at + 4) & RESERVED_FLAGS) == 0
        && int32(bytes, at + 5) == BYTES
        && int32(bytes, at + BYTES) == 0;
  }

  /**
   * The offset of the first PreviousTagSize from the start of the header.
   *
   * @throws Malformed if the bytes are no FLV header
   * @throws Unsupported if it is one of another version, or a very long one
   */
  static int dataOffset(Payload bytes, int at, long offset) {
    int signature = int32(bytes, at);
    if (signature >>> 8 != SIGNATURE >>> 8) {
      throw new Malformed(offset, "no FLV header, first bytes %08x", signature);
    }
    if (signature != SIGNATURE) {
      throw new Unsupported(offset, "FLV header: version %d, expected 1", signature & 0xff);
    }
    long dataOffset = int32(bytes, at + 5) & 0xffff_ffffL;
    if (dataOffset < BYTES) {
      throw new Malformed(offset, "FLV header: DataOffset %d, at least %d", dataOffset, BYTES);
    }
    if (dataOffset > MAX_DATA_OFFSET) {
      throw new Unsupported(
          offset, "FLV header: DataOffset %d, at most %d", dataOffset, MAX_DATA_OFFSET);
    }
    return (int) dataOffset;
  }

  static int int32(Payload bytes, int at) {
    return bytes.at(at) << 24
        | bytes.unsignedAt(at + 1) << 16
        | bytes.unsignedAt(at + 2) << 8
        | bytes.unsignedAt(at + 3);
  }
}
