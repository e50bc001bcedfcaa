package io.millrace.codec.vp9;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an uncompressed header, as far as nothing of it depends on other frames. VP9
 * Bitstream Specification, 6.2.
 *
 * @param profile 0 to 3
 * @param showExistingFrame it codes nothing, and shows a frame that is decoded already
 * @param showFrame whether something is shown because of it
 * @param picture of a key frame; null for all others
 */
public record FrameHeader(
    int profile, boolean showExistingFrame, boolean showFrame, @Nullable KeyPicture picture) {
  private static final int FRAME_MARKER = 2;
  private static final int SYNC_CODE = 0x49_8342;
  private static final int RGB = 7;

  /**
   * What a key frame says of the pictures from it on.
   *
   * @param bitDepth 8, 10 or 12
   * @param colourSpace color_space of 7.2.2: 0 unknown, 7 RGB
   * @param subsamplingX half as many chroma columns
   * @param subsamplingY half as many chroma rows
   * @param width of the coded picture, pixels, 1 to 65536. render_size is only a hint, and not
   *     looked at
   * @param height of the coded picture, pixels, 1 to 65536
   */
  public record KeyPicture(
      int bitDepth,
      int colourSpace,
      boolean fullRange,
      boolean subsamplingX,
      boolean subsamplingY,
      int width,
      int height) {}

  /**
   * Reads the first bytes of a frame.
   *
   * @throws MediaException.Malformed if it is none, or ends early
   */
  public static FrameHeader parse(Payload frame, long byteOffset) {
    BitReader in = BitReader.of("VP9 frame", frame, byteOffset);
    int marker = in.bits(2);
    if (marker != FRAME_MARKER) {
      throw new MediaException.Malformed(byteOffset, "VP9 frame: frame_marker %d, not 2", marker);
    }
    int profile = in.bits(1) | in.bits(1) << 1;
    if (profile == 3) {
      checkZero(in, byteOffset);
    }
    if (in.flag()) {
      return new FrameHeader(profile, true, true, null);
    }
    boolean key = !in.flag();
    boolean showFrame = in.flag();
    in.skip(1); // error_resilient_mode
    return new FrameHeader(profile, false, showFrame, key ? readKey(in, profile) : null);
  }

  private static KeyPicture readKey(BitReader in, int profile) {
    long byteOffset = in.byteOffset();
    int code = in.bits(24);
    if (code != SYNC_CODE) {
      throw new MediaException.Malformed(
          byteOffset, "VP9 frame: frame_sync_code 0x%06x, not 0x498342", code);
    }
    int bitDepth = profile < 2 ? 8 : in.flag() ? 12 : 10;
    int colourSpace = in.bits(3);
    boolean rgb = colourSpace == RGB;
    boolean fullRange = rgb || in.flag();
    boolean chosen = profile == 1 || profile == 3;
    boolean subsamplingX = !rgb;
    boolean subsamplingY = !rgb;
    if (chosen) {
      subsamplingX = !rgb && in.flag();
      subsamplingY = !rgb && in.flag();
      checkZero(in, byteOffset);
    } else if (rgb) {
      throw new MediaException.Malformed(byteOffset, "VP9 frame: RGB in profile %d", profile);
    }
    return new KeyPicture(
        bitDepth,
        colourSpace,
        fullRange,
        subsamplingX,
        subsamplingY,
        in.bits(16) + 1,
        in.bits(16) + 1);
  }

  private static void checkZero(BitReader in, long byteOffset) {
    if (in.flag()) {
      throw new MediaException.Malformed(byteOffset, "VP9 frame: reserved_zero is 1");
    }
  }
}
