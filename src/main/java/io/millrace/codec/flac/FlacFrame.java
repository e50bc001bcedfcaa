package io.millrace.codec.flac;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The header of a FLAC frame. RFC 9639, 9.1.
 *
 * @param blockSize samples per channel, 1 to 65536
 * @param sampleRate Hz; 0 where STREAMINFO says it
 * @param channels 1 to 8
 * @param bitsPerSample 0 where STREAMINFO says it
 */
public record FlacFrame(int blockSize, int sampleRate, int channels, int bitsPerSample) {
  private static final int FIXED_SYNC = 0xfff8;
  private static final int VARIABLE_SYNC = 0xfff9;
  private static final int CRC_8 = 0x07;
  private static final int CRC_16 = 0x8005;

  private static final int[] SAMPLE_RATES = {
    0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
  };

  private static final int RESERVED = -1;
  private static final int[] SAMPLE_BITS = {0, 8, 12, RESERVED, 16, 20, 24, 32};

  /**
   * Reads the header at the start of {@code frame} and checks its CRC.
   *
   * @throws MediaException.Malformed if it is damaged
   */
  public static FlacFrame parse(Payload frame, long byteOffset) {
    BitReader in = BitReader.of("FLAC frame", frame, byteOffset);
    int sync = in.bits(16);
    if (sync != FIXED_SYNC && sync != VARIABLE_SYNC) {
      throw new MediaException.Malformed(byteOffset, "FLAC frame: no sync code");
    }
    int blockSizeBits = in.bits(4);
    int sampleRateBits = in.bits(4);
    int channelBits = in.bits(4);
    int bitsPerSample = SAMPLE_BITS[in.bits(3)];
    boolean reserved = in.flag();
    skipCodedNumber(in);
    int blockSize = blockSize(blockSizeBits, in);
    int sampleRate = sampleRate(sampleRateBits, in);
    int headerBytes = (int) (in.bitPosition() / 8);
    int crc = in.bits(8);
    boolean valid =
        blockSize > 0 && sampleRate >= 0 && channelBits <= 10 && bitsPerSample >= 0 && !reserved;
    if (!valid || crc != crc(CRC_8, 8, frame.slice(0, headerBytes))) {
      throw new MediaException.Malformed(byteOffset, "FLAC frame: damaged header");
    }
    int channels = channelBits < 8 ? channelBits + 1 : 2;
    return new FlacFrame(blockSize, sampleRate, channels, bitsPerSample);
  }

  /** The number of the frame or of its first sample, in UTF-8's way of up to 36 bits. */
  private static void skipCodedNumber(BitReader in) {
    int first = in.bits(8);
    int length = Integer.numberOfLeadingZeros(~(first << 24));
    in.skip(8L * Math.max(0, length - 1));
  }

  private static int blockSize(int bits, BitReader in) {
    return switch (bits) {
      case 0 -> 0;
      case 1 -> 192;
      case 2, 3, 4, 5 -> 144 << bits;
      case 6 -> in.bits(8) + 1;
      case 7 -> in.bits(16) + 1;
      default -> 1 << bits;
    };
  }

  private static int sampleRate(int bits, BitReader in) {
    return switch (bits) {
      case 12 -> in.bits(8) * 1000;
      case 13 -> in.bits(16);
      case 14 -> in.bits(16) * 10;
      case 15 -> RESERVED;
      default -> SAMPLE_RATES[bits];
    };
  }

  /** Whether a decoder of {@code info} can take this frame. */
  public boolean fits(StreamInfo info) {
    return (sampleRate == 0 || sampleRate == info.sampleRate())
        && channels == info.channels()
        && (bitsPerSample == 0 || bitsPerSample == info.bitsPerSample())
        && blockSize <= info.maxBlockSize();
  }

  /**
   * A frame of {@code blockSize} samples, all of them zero: one constant subframe per channel. RFC
   * 9639, 9.2.3. Its number is 0, since nobody knows which one is missing.
   */
  public static Payload silence(StreamInfo info, int blockSize) {
    BitWriter out = new BitWriter();
    out.bits(16, info.isFixedBlockSize() ? FIXED_SYNC : VARIABLE_SYNC);
    out.bits(4, 7).bits(4, 0).bits(4, info.channels() - 1).bits(3, 0).bits(1, 0);
    out.bits(8, 0).bits(16, blockSize - 1);
    out.bits(8, crc(CRC_8, 8, out.payload()));
    for (int channel = 0; channel < info.channels(); channel++) {
      out.bits(8, 0).bits(info.bitsPerSample(), 0);
    }
    out.align();
    out.bits(16, crc(CRC_16, 16, out.payload()));
    return out.payload();
  }

  /** Most significant bit first, nothing before and nothing after. */
  private static int crc(int polynomial, int width, Payload bytes) {
    int top = 1 << width - 1;
    int crc = 0;
    for (int i = 0; i < bytes.length(); i++) {
      crc ^= bytes.unsignedAt(i) << width - 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & top) == 0 ? crc << 1 : crc << 1 ^ polynomial;
      }
    }
    return crc & (1 << width) - 1;
  }
}
