package io.millrace.codec.vp8;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The uncompressed start of a frame. RFC 6386, 9.1.
 *
 * @param key decoding can start here
 * @param shown false for one that is only referred to
 * @param width pixels of a key frame, 0 of another
 * @param height pixels of a key frame, 0 of another
 */
public record FrameTag(boolean key, boolean shown, int width, int height) {
  private static final int TAG_BYTES = 3;
  private static final int KEY_BYTES = 10;
  private static final int START_CODE = 0x9d012a;

  /**
   * Reads the start of {@code frame}.
   *
   * @throws MediaException.Malformed if it is too short, or a key frame without its start code
   */
  public static FrameTag parse(Payload frame, long byteOffset) {
    boolean key = frame.length() >= TAG_BYTES && (frame.at(0) & 1) == 0;
    if (frame.length() < (key ? KEY_BYTES : TAG_BYTES)) {
      throw new MediaException.Malformed(byteOffset, "VP8: frame of %d bytes", frame.length());
    }
    boolean shown = (frame.at(0) & 0x10) != 0;
    if (!key) {
      return new FrameTag(false, shown, 0, 0);
    }
    int code = frame.unsignedAt(3) << 16 | frame.unsignedAt(4) << 8 | frame.unsignedAt(5);
    if (code != START_CODE) {
      throw new MediaException.Malformed(byteOffset, "VP8: key frame with start code %06x", code);
    }
    return new FrameTag(true, shown, size(frame, 6), size(frame, 8));
  }

  private static int size(Payload frame, int at) {
    return (frame.unsignedAt(at) | frame.unsignedAt(at + 1) << 8) & 0x3fff;
  }
}
