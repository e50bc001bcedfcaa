package io.millrace.codec.av1;

import io.millrace.bits.BitReader;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/** Reads a sequence header field by field. AV1 Bitstream Specification, 5.5. */
final class SequenceHeaderReader {
  /** seq_force_screen_content_tools and others: each frame chooses. */
  private static final int SELECT = 2;

  private static final Colour SRGB = new Colour(1, 13, 0, true);

  private final BitReader in;
  private boolean reduced;
  private @Nullable FrameRate frameRate;
  private boolean hasDecoderModel;
  private int bufferDelayBits;
  private int operatingPoints = 1;
  private int level;
  private boolean highTier;

  private int bitDepth;
  private boolean monochrome;
  private Colour colour = Colour.UNSPECIFIED;
  private boolean subsamplingX;
  private boolean subsamplingY;
  private int chromaSamplePosition;

  private SequenceHeaderReader(BitReader in) {
    this.in = in;
  }

  static SequenceHeader read(Payload payload, long byteOffset) {
    BitReader in = BitReader.of("AV1 sequence header", payload, byteOffset);
    return new SequenceHeaderReader(in).read(byteOffset);
  }

  private SequenceHeader read(long byteOffset) {
    int profile = in.bits(3);
    if (profile > 2) {
      throw new MediaException.Unsupported(
          byteOffset, "AV1 sequence header: seq_profile %d", profile);
    }
    boolean stillPicture = in.flag();
    reduced = in.flag();
    if (reduced) {
      level = in.bits(5);
    } else {
      readTiming();
      readOperatingPoints();
    }
    int widthBits = in.bits(4) + 1;
    int heightBits = in.bits(4) + 1;
    int width = in.bits(widthBits) + 1;
    int height = in.bits(heightBits) + 1;
    skipTools();
    readColour(profile);
    return new SequenceHeader(
        profile,
        level,
        highTier,
        bitDepth,
        monochrome,
        subsamplingX,
        subsamplingY,
        chromaSamplePosition,
        colour,
        frameRate,
        width,
        height,
        operatingPoints,
        stillPicture,
        reduced,
        in.flag());
  }

  private void readTiming() {
    if (!in.flag()) {
      return;
    }
    long unitsInTick = in.longBits(32);
    long timeScale = in.longBits(32);
    if (in.flag()) {
      long ticks = in.ue() + 1; // of a picture
      boolean fits = unitsInTick <= Long.MAX_VALUE / ticks;
      frameRate = fits ? FrameRate.plausible(timeScale, unitsInTick * ticks) : null;
    }
    hasDecoderModel = in.flag();
    if (hasDecoderModel) {
      bufferDelayBits = in.bits(5) + 1;
      in.skip(32 + 5 + 5); // num_units_in_decoding_tick, lengths of two times in frame headers
    }
  }

  private void readOperatingPoints() {
    boolean hasDisplayDelay = in.flag();
    operatingPoints = in.bits(5) + 1;
    for (int i = 0; i < operatingPoints; i++) {
      in.skip(12); // operating_point_idc
      int pointLevel = in.bits(5);
      boolean pointTier = pointLevel > 7 && in.flag();
      if (i == 0) {
        level = pointLevel;
        highTier = pointTier;
      }
      if (hasDecoderModel && in.flag()) {
        in.skip(2L * bufferDelayBits + 1);
      }
      if (hasDisplayDelay && in.flag()) {
        in.skip(4);
      }
    }
  }

  private void skipTools() {
    if (!reduced && in.flag()) {
      in.skip(4 + 3); // lengths of frame ids
    }
    in.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    if (!reduced) {
      in.skip(4); // interintra and masked compound, warped motion, dual filter
      boolean orderHint = in.flag();
      in.skip(orderHint ? 2 : 0);
      int screenContent = in.flag() ? SELECT : in.bits(1);
      if (screenContent > 0 && !in.flag()) {
        in.skip(1); // seq_force_integer_mv
      }
      in.skip(orderHint ? 3 : 0);
    }
    in.skip(3); // superres, cdef, restoration
  }

  private void readColour(int profile) {
    boolean highBitDepth = in.flag();
    boolean twelveBit = profile == 2 && highBitDepth && in.flag();
    bitDepth = twelveBit ? 12 : highBitDepth ? 10 : 8;
    monochrome = profile != 1 && in.flag();
    int primaries = Colour.UNSPECIFIED.primaries();
    int transfer = Colour.UNSPECIFIED.transfer();
    int matrix = Colour.UNSPECIFIED.matrix();
    if (in.flag()) {
      primaries = in.bits(8);
      transfer = in.bits(8);
      matrix = in.bits(8);
    }
    if (monochrome) {
      colour = new Colour(primaries, transfer, matrix, in.flag());
      subsamplingX = true;
      subsamplingY = true;
      return;
    }
    if (new Colour(primaries, transfer, matrix, true).equals(SRGB)) {
      colour = SRGB;
    } else {
      colour = new Colour(primaries, transfer, matrix, in.flag());
      readSubsampling(profile);
    }
    in.skip(1); // separate_uv_delta_q
  }

  private void readSubsampling(int profile) {
    if (profile == 2 && bitDepth == 12) {
      subsamplingX = in.flag();
      subsamplingY = subsamplingX && in.flag();
    } else {
      subsamplingX = profile != 1;
      subsamplingY = profile == 0;
    }
    chromaSamplePosition = subsamplingX && subsamplingY ? in.bits(2) : 0;
  }
}
