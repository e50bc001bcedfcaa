package io.millrace.codec.opus;

import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;

/**
 * Writes the silent streams of a packet; all but the last tell their length. RFC 6716, appendix B.
 *
 * @param configuration number of RFC 6716, table 2
 * @param frames in a stream's part of the packet, 1 to 48
 */
record SilentStreams(int configuration, int frames) {
  /** The range coder's symbol for a silent frame, and one byte more as encoders send it. */
  private static final byte[] SILENT_FRAME = {(byte) 0xff, (byte) 0xfe};

  Payload packet(OpusHead head) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int stream = 0; stream < head.streams(); stream++) {
      boolean isStereo = stream < head.coupledStreams();
      boolean isLast = stream == head.streams() - 1;
      out.write(configuration << 3 | (isStereo ? 4 : 0) | (frames == 1 ? 0 : 3));
      if (frames > 1) {
        out.write(frames); // constant bit rate, no padding
      }
      if (!isLast) {
        out.write(SILENT_FRAME.length);
      }
      for (int i = 0; i < frames; i++) {
        out.writeBytes(SILENT_FRAME);
      }
    }
    return Payload.of(out.toByteArray());
  }
}
