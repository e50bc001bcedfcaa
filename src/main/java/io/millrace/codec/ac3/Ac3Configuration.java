package io.millrace.codec.ac3;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The payload of the {@code dac3} box. ETSI TS 102 366, F.4. The fields are those of the frames.
 */
public record Ac3Configuration(
    int fscod, int bsid, int bsmod, int acmod, boolean lfe, int bitRateCode) {
  private static final int BYTES = 3;

  public static Ac3Configuration of(SyncFrame frame) {
    return new Ac3Configuration(
        frame.fscod(),
        frame.bsid(),
        frame.bsmod(),
        frame.acmod(),
        frame.lfe(),
        frame.frmsizecod() / 2);
  }

  /**
   * Reads what {@link #payload} writes.
   *
   * @throws MediaException.Malformed if it ends early
   */
  public static Ac3Configuration parse(Payload bytes, long byteOffset) {
    if (bytes.length() < BYTES) {
      throw new MediaException.Malformed(byteOffset, "dac3: %d bytes", bytes.length());
    }
    BitReader in = BitReader.of("dac3", bytes, byteOffset);
    return new Ac3Configuration(
        in.bits(2), in.bits(5), in.bits(3), in.bits(3), in.flag(), in.bits(5));
  }

  public Payload payload() {
    BitWriter out = new BitWriter();
    out.bits(2, fscod).bits(5, bsid).bits(3, bsmod).bits(3, acmod).flag(lfe).bits(5, bitRateCode);
    return out.bits(5, 0).payload();
  }
}
