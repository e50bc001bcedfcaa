package io.millrace.codec.dts;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The header of a core frame of DTS. ETSI TS 102 114, 5.3.
 *
 * @param samples PCM samples per channel
 * @param sampleRate Hz
 * @param channels without low frequency effects
 */
public record DtsCore(int samples, int sampleRate, int channels) {
  private static final int SYNC = 0x7ffe8001;

  /** Hz by SFREQ; 0 is reserved. Table 5-5. */
  private static final int[] SAMPLE_RATES = {
    0, 8000, 16000, 32000, 0, 0, 11025, 22050, 44100, 0, 0, 12000, 24000, 48000, 0, 0
  };

  /** By AMODE. Table 5-4. */
  private static final int[] CHANNELS = {1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8};

  /**
   * Reads the header at the start of {@code frame}.
   *
   * @throws MediaException.Malformed if there is none, or it says what is reserved
   */
  public static DtsCore parse(Payload frame, long byteOffset) {
    BitReader bits = BitReader.of("DTS frame", frame, byteOffset);
    if (bits.longBits(32) != SYNC) {
      throw new MediaException.Malformed(byteOffset, "DTS: frame without a core");
    }
    bits.skip(1 + 5 + 1); // FTYPE, SHORT, CPF
    int blocks = bits.bits(7) + 1;
    bits.skip(14); // FSIZE
    int mode = bits.bits(6);
    int rate = SAMPLE_RATES[bits.bits(4)];
    if (mode >= CHANNELS.length || rate == 0) {
      throw new MediaException.Malformed(
          byteOffset, "DTS: AMODE %d at %d Hz is reserved", mode, rate);
    }
    return new DtsCore(blocks * 32, rate, CHANNELS[mode]);
  }
}
