package io.millrace.codec.mpeg4;

import io.millrace.bits.BitReader;
import io.millrace.bits.StartCodes;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import org.jspecify.annotations.Nullable;

/**
 * The header of a layer of MPEG-4 Visual. ISO/IEC 14496-2, 6.2.3.
 *
 * @param width pixels
 * @param height pixels
 * @param frameRate null if it is not constant
 * @param configuration all headers in front of the first picture, as a container would hold them
 */
public record VideoObjectLayer(
    int width,
    int height,
    PixelAspect pixelAspect,
    @Nullable FrameRate frameRate,
    Payload configuration) {
  private static final int FIRST_LAYER = 0x20;
  private static final int LAST_LAYER = 0x2f;
  private static final int GROUP_OF_VOP = 0xb3;
  private static final int VOP = 0xb6;
  private static final int RECTANGULAR = 0;
  private static final int EXTENDED_ASPECT = 15;

  /** vbv_parameters. */
  private static final int VBV_BITS = 79;

  /** By aspect_ratio_info, from 1. Table 6-12. */
  private static final PixelAspect[] ASPECTS = {
    PixelAspect.SQUARE,
    new PixelAspect(12, 11),
    new PixelAspect(10, 11),
    new PixelAspect(16, 11),
    new PixelAspect(40, 33)
  };

  /**
   * The first one in front of a picture; null if there is none, or none of a rectangle.
   *
   * @throws io.millrace.media.MediaException.Malformed if it ends too early
   */
  public static @Nullable VideoObjectLayer find(Payload unit, long byteOffset) {
    int layer = -1;
    int at = StartCodes.nextValue(unit, 0);
    while (at >= 0 && !beginsPicture(unit.unsignedAt(at))) {
      int value = unit.unsignedAt(at);
      layer = layer < 0 && value >= FIRST_LAYER && value <= LAST_LAYER ? at + 1 : layer;
      at = StartCodes.nextValue(unit, at);
    }
    if (layer < 0) {
      return null;
    }
    int end = at < 0 ? unit.length() : at - StartCodes.LENGTH;
    return read(unit.slice(0, end), layer, byteOffset);
  }

  private static boolean beginsPicture(int value) {
    return value == VOP || value == GROUP_OF_VOP;
  }

  /** Whether the first picture of an access unit needs no other one. 6.2.5: vop_coding_type. */
  public static boolean isIntra(Payload unit) {
    int at = StartCodes.nextValue(unit, 0);
    while (at >= 0 && unit.unsignedAt(at) != VOP) {
      at = StartCodes.nextValue(unit, at);
    }
    return at >= 0 && at + 1 < unit.length() && unit.unsignedAt(at + 1) >> 6 == 0;
  }

  private static @Nullable VideoObjectLayer read(Payload headers, int at, long byteOffset) {
    BitReader bits =
        BitReader.of("video object layer", headers.slice(at, headers.length() - at), byteOffset);
    bits.skip(1 + 8); // random_accessible_vol, video_object_type_indication
    int version = 1;
    if (bits.flag()) {
      version = bits.bits(4);
      bits.skip(3); // priority
    }
    PixelAspect aspect = aspect(bits);
    if (bits.flag()) {
      bits.skip(2 + 1); // chroma_format, low_delay
      bits.skip(bits.flag() ? VBV_BITS : 0);
    }
    if (bits.bits(2) != RECTANGULAR || version == 0) {
      return null;
    }
    bits.skip(1);
    int resolution = bits.bits(16);
    bits.skip(1);
    FrameRate rate = bits.flag() ? rate(bits, resolution) : null;
    bits.skip(1);
    int width = bits.bits(13);
    bits.skip(1);
    int height = bits.bits(13);
    return width == 0 || height == 0
        ? null
        : new VideoObjectLayer(width, height, aspect, rate, headers.compact());
  }

  private static PixelAspect aspect(BitReader bits) {
    int code = bits.bits(4);
    if (code == EXTENDED_ASPECT) {
      int width = bits.bits(8);
      int height = bits.bits(8);
      return width == 0 || height == 0 ? PixelAspect.SQUARE : new PixelAspect(width, height);
    }
    return code >= 1 && code <= ASPECTS.length ? ASPECTS[code - 1] : PixelAspect.SQUARE;
  }

  /** fixed_vop_time_increment has as many bits as a number below the resolution needs. */
  private static @Nullable FrameRate rate(BitReader bits, int resolution) {
    int length = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, resolution - 1));
    int increment = bits.bits(length);
    return FrameRate.plausible(resolution, increment);
  }
}
