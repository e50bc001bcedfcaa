package io.millrace.codec.av1;

import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sequence header: what a decoder must know before the first frame. AV1 Bitstream Specification,
 * 5.5.
 *
 * @param profile seq_profile, 0 Main, 1 High, 2 Professional
 * @param level seq_level_idx of operating point 0; 31 says that no level holds
 * @param highTier seq_tier of operating point 0
 * @param bitDepth 8, 10 or 12
 * @param subsamplingX half as many chroma columns
 * @param subsamplingY half as many chroma rows
 * @param chromaSamplePosition 0 unknown, 1 vertical, 2 colocated
 * @param colour unspecified where there is no colour description; the range is always said
 * @param frameRate of equal picture intervals; null if not declared or not plausible
 * @param width max_frame_width_minus_1 + 1, pixels: the size that AV1 in ISO BMFF, 2.2.4 wants.
 *     render_size of the frames is only a hint, and not looked at
 * @param height max_frame_height_minus_1 + 1, pixels
 * @param reducedStillPicture reduced_still_picture_header: frame headers lack most of their fields
 */
public record SequenceHeader(
    int profile,
    int level,
    boolean highTier,
    int bitDepth,
    boolean monochrome,
    boolean subsamplingX,
    boolean subsamplingY,
    int chromaSamplePosition,
    Colour colour,
    @Nullable FrameRate frameRate,
    int width,
    int height,
    int operatingPoints,
    boolean stillPicture,
    boolean reducedStillPicture,
    boolean filmGrain) {

  /** What stands for the optional parts of {@link #codecs} where they are left out. */

  /**
   * Reads the payload of an OBU of type 1.
   *
   * @param byteOffset of the payload in the session, for messages
   * @throws MediaException if it ends early or its profile is reserved
   */
  public static SequenceHeader parse(Payload payload, long byteOffset) {
    return SequenceHeaderReader.read(payload, byteOffset);
  }

  /**
   * Reads a whole OBU of type 1.
   *
   * @throws MediaException if it is none
   */
  public static SequenceHeader parseObu(Payload obu, long byteOffset) {
    Obus obus = new Obus(obu, byteOffset);
    if (!obus.next() || obus.type() != ObuType.SEQUENCE_HEADER) {
      throw new MediaException.Malformed(byteOffset, "AV1: no sequence header");
    }
    return parse(obus.payload(), byteOffset + obus.payloadStart());
  }

  /**
   * AV1 in ISO BMFF, 5: {@code av01.0.04M.08}, with all optional parts where one of them says
   * anything else than its absence: {@code av01.0.05M.10.0.110.09.18.09.0}.
   */
  public String codecs() {
    String wanted =
        String.format(
            Locale.ROOT, "av01.%d.%02d%s.%02d", profile, level, highTier ? "H" : "M", bitDepth);
    boolean usual = !monochrome && subsamplingX && subsamplingY && chromaSamplePosition == 0;
    return usual && colour.isUsual() ? wanted : wanted + optional();
  }

  private String optional() {
    int position = subsamplingX && subsamplingY ? chromaSamplePosition : 0;
    return String.format(
        Locale.ROOT,
        ".%d.%d%d%d.%02d.%02d.%02d.%d",
        digit(monochrome),
        digit(subsamplingX),
        digit(subsamplingY),
        position,
        colour.primaries(),
        colour.transfer(),
        colour.matrix(),
        digit(colour.fullRange()));
  }

  private static int digit(boolean flag) {
    return flag ? 1 : 0;
  }
}
