package io.millrace.codec.av1;

import io.millrace.bits.BitReader;
import io.millrace.media.Payload;

/**
 * The first fields of a frame header, far enough to know where decoding can start. AV1 Bitstream
 * Specification, 5.9.2.
 *
 * @param showExistingFrame it codes nothing, and shows a frame that is decoded already
 * @param showFrame whether something is shown because of it
 */
public record FrameHeader(boolean showExistingFrame, FrameType type, boolean showFrame) {
  /** {@code frame_type}, in the order of its values. 6.8.2. */
  public enum FrameType {
    KEY,
    INTER,
    INTRA_ONLY,
    SWITCH
  }

  private static final FrameType[] TYPES = FrameType.values();

  /**
   * Reads the payload of an OBU of type 3 or 6.
   *
   * @param reducedStillPicture of the sequence header
   * @throws io.millrace.media.MediaException.Malformed if it is empty
   */
  static FrameHeader parse(Payload payload, boolean reducedStillPicture, long byteOffset) {
    if (reducedStillPicture) {
      return new FrameHeader(false, FrameType.KEY, true);
    }
    BitReader in = BitReader.of("AV1 frame header", payload, byteOffset);
    if (in.flag()) {
      return new FrameHeader(true, FrameType.INTER, true);
    }
    return new FrameHeader(false, TYPES[in.bits(2)], in.flag());
  }

  /** Whether decoding can start at it: what it shows needs no other frame. 7.6.3. */
  boolean isShownKeyFrame() {
    return !showExistingFrame && type == FrameType.KEY && showFrame;
  }
}
