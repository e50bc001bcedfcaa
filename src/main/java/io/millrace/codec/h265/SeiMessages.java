package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.Hdr;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.Hdr.MasteringDisplay;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What SEI messages say of the grading of the pictures. ITU-T H.265, D.2 and D.3. A message holds
 * until the next one of its kind.
 *
 * @param mastering payload type 137; null if none came
 * @param lightLevel payload type 144; null if none came
 * @param transfer preferred_transfer_characteristics, payload type 147; {@link #UNDECLARED} if none
 *     came
 */
public record SeiMessages(
    @Nullable MasteringDisplay mastering, @Nullable LightLevel lightLevel, int transfer) {
  public static final int UNDECLARED = 0;
  public static final SeiMessages NONE = new SeiMessages(null, null, UNDECLARED);

  private static final int MASTERING_DISPLAY_COLOUR_VOLUME = 137;
  private static final int CONTENT_LIGHT_LEVEL = 144;
  private static final int ALTERNATIVE_TRANSFER = 147;
  private static final int MASTERING_BYTES = 24;

  /**
   * These, and what a NAL unit of type 39 brings. Messages of other kinds are passed over; what is
   * too short for its kind counts as another kind.
   *
   * @throws MediaException.Malformed if a message is longer than its NAL unit
   */
  public SeiMessages with(Payload nalUnit, long byteOffset) {
    // Without the zeros behind it, so that looking for the end costs nothing each time.
    Payload trimmed = nalUnit.slice(0, lengthWithoutZeros(nalUnit));
    BitReader in = Headers.reader("SEI", trimmed, NalUnitType.PREFIX_SEI, byteOffset);
    SeiMessages all = this;
    while (in.bitsLeft() >= 16 && in.moreRbspData()) {
      long type = readByteCoded(in);
      long size = readByteCoded(in);
      if (size > in.bitsLeft() / 8) {
        throw new MediaException.Malformed(
            byteOffset, "SEI: message %d of %d bytes, %d left", type, size, in.bitsLeft() / 8);
      }
      all = all.with((int) type, in.bytes((int) size));
    }
    return all;
  }

  private static int lengthWithoutZeros(Payload nalUnit) {
    int length = nalUnit.length();
    while (length > 0 && nalUnit.at(length - 1) == 0) {
      length--;
    }
    return length;
  }

  /** A number as ones of 255 and a rest: payloadType and payloadSize. 7.3.5. */
  private static long readByteCoded(BitReader in) {
    long value = 0;
    int next;
    do {
      next = in.bits(8);
      value += next;
    } while (next == 0xff);
    return value;
  }

  private SeiMessages with(int type, Payload message) {
    BitReader in = BitReader.of("SEI", message, 0);
    if (type == MASTERING_DISPLAY_COLOUR_VOLUME && message.length() >= MASTERING_BYTES) {
      return new SeiMessages(readMastering(in), lightLevel, transfer);
    }
    if (type == CONTENT_LIGHT_LEVEL && message.length() >= 4) {
      return new SeiMessages(mastering, new LightLevel(in.bits(16), in.bits(16)), transfer);
    }
    if (type == ALTERNATIVE_TRANSFER && !message.isEmpty()) {
      return new SeiMessages(mastering, lightLevel, in.bits(8));
    }
    return this;
  }

  /** Primaries come as green, blue, red. D.3.28. */
  private static MasteringDisplay readMastering(BitReader in) {
    int greenX = in.bits(16);
    int greenY = in.bits(16);
    int blueX = in.bits(16);
    int blueY = in.bits(16);
    return new MasteringDisplay(
        in.bits(16),
        in.bits(16),
        greenX,
        greenY,
        blueX,
        blueY,
        in.bits(16),
        in.bits(16),
        in.longBits(32),
        in.longBits(32));
  }

  /** These where they say something, {@code declared} elsewhere. */
  public Hdr over(Hdr declared) {
    return new Hdr(
        mastering == null ? declared.mastering() : mastering,
        lightLevel == null ? declared.lightLevel() : lightLevel);
  }
}
