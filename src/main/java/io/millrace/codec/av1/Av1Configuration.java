package io.millrace.codec.av1;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * AV1CodecConfigurationRecord, the content of {@code av1C}. AV1 in ISO BMFF, 2.3.3.
 *
 * @param chromaSamplePosition 0 unknown, 1 vertical, 2 colocated
 * @param initialPresentationDelay samples to decode before the first is shown; 0 if not said
 * @param configObus a sequence header with its size, and perhaps metadata behind it; may be empty
 */
public record Av1Configuration(
    int profile,
    int level,
    boolean highTier,
    int bitDepth,
    boolean monochrome,
    boolean subsamplingX,
    boolean subsamplingY,
    int chromaSamplePosition,
    int initialPresentationDelay,
    Payload configObus) {

  /** Of configOBUs: a few dozen bytes in honest records. */
  private static final int MAX_OBUS = 64;

  private static final int VERSION = 1;

  /**
   * The record of a sequence.
   *
   * @param obu the same sequence header as an OBU with its size
   */
  public static Av1Configuration of(SequenceHeader sequence, Payload obu) {
    return new Av1Configuration(
        sequence.profile(),
        sequence.level(),
        sequence.highTier(),
        sequence.bitDepth(),
        sequence.monochrome(),
        sequence.subsamplingX(),
        sequence.subsamplingY(),
        sequence.chromaSamplePosition(),
        0,
        obu);
  }

  /**
   * Reads a record. Reserved bits may have any value.
   *
   * @throws MediaException if it ends early or has another version
   */
  public static Av1Configuration parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("av1C", bytes, byteOffset);
    boolean marker = in.flag();
    int version = in.bits(7);
    if (!marker || version != VERSION) {
      throw new MediaException.Unsupported(
          byteOffset, "av1C: marker %d, version %d, not 1 and 1", marker ? 1 : 0, version);
    }
    int profile = in.bits(3);
    int level = in.bits(5);
    boolean highTier = in.flag();
    boolean highBitDepth = in.flag();
    int bitDepth = in.flag() ? 12 : highBitDepth ? 10 : 8;
    boolean monochrome = in.flag();
    boolean subsamplingX = in.flag();
    boolean subsamplingY = in.flag();
    int chromaSamplePosition = in.bits(2);
    in.skip(3);
    boolean hasDelay = in.flag();
    int delay = in.bits(4) + 1;
    return new Av1Configuration(
        profile,
        level,
        highTier,
        bitDepth,
        monochrome,
        subsamplingX,
        subsamplingY,
        chromaSamplePosition,
        hasDelay ? delay : 0,
        bytes.slice(4, bytes.length() - 4));
  }

  /** The record as bytes. */
  public Payload payload() {
    BitWriter out = new BitWriter().flag(true).bits(7, VERSION).bits(3, profile).bits(5, level);
    out.flag(highTier).flag(bitDepth > 8).flag(bitDepth > 10).flag(monochrome);
    out.flag(subsamplingX).flag(subsamplingY).bits(2, chromaSamplePosition).bits(3, 0);
    boolean hasDelay = initialPresentationDelay > 0;
    out.flag(hasDelay).bits(4, hasDelay ? initialPresentationDelay - 1 : 0);
    return out.bytes(configObus).payload();
  }

  /** Whether all fields say what the sequence header says of itself. */
  public boolean describes(SequenceHeader sequence) {
    return profile == sequence.profile()
        && level == sequence.level()
        && highTier == sequence.highTier()
        && bitDepth == sequence.bitDepth()
        && monochrome == sequence.monochrome()
        && subsamplingX == sequence.subsamplingX()
        && subsamplingY == sequence.subsamplingY()
        && chromaSamplePosition == sequence.chromaSamplePosition();
  }

  /**
   * The sequence header in configOBUs as an OBU with its size; null if there is none.
   *
   * @throws MediaException if the OBUs cannot be told apart, or are too many
   */
  public @Nullable Payload sequenceHeader(long byteOffset) {
    Obus obus = obus(byteOffset);
    for (int i = 0; i < MAX_OBUS && obus.next(); i++) {
      if (obus.type() == ObuType.SEQUENCE_HEADER) {
        return obus.sized();
      }
    }
    return null;
  }

  /** What metadata in configOBUs says. */
  public Hdr hdr(long byteOffset) {
    Hdr hdr = Hdr.UNKNOWN;
    Obus obus = obus(byteOffset);
    for (int i = 0; i < MAX_OBUS && obus.next(); i++) {
      if (obus.type() == ObuType.METADATA) {
        hdr = HdrMetadata.with(hdr, obus.payload(), obus.offset());
      }
    }
    return hdr;
  }

  private Obus obus(long byteOffset) {
    return new Obus(configObus, byteOffset + 4);
  }
}
