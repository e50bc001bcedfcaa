package io.millrace.codec.flac;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;

/**
 * The metadata block that a FLAC decoder needs. RFC 9639, 8.2. All other blocks are for people and
 * are left out.
 *
 * @param minBlockSize samples per channel in a frame, at least 16; the last frame may have fewer
 * @param maxBlockSize the same as {@code minBlockSize} if all frames are alike
 * @param sampleRate Hz, at least 1
 * @param channels 1 to 8
 * @param bitsPerSample 4 to 32
 * @param record its 34 bytes
 */
public record StreamInfo(
    int minBlockSize,
    int maxBlockSize,
    int sampleRate,
    int channels,
    int bitsPerSample,
    Payload record) {
  private static final Payload MAGIC = Payload.of("fLaC".getBytes(StandardCharsets.US_ASCII));
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int BYTES = 34;
  private static final int LAST_BLOCK = 0x80;
  private static final int TYPE = 0x7f;
  private static final int MIN_BLOCK_SIZE = 16;

  /**
   * Reads the first of the metadata blocks, which stand behind {@code fLaC} or alone.
   *
   * @throws MediaException.Malformed if that is no STREAMINFO
   */
  public static StreamInfo parse(Payload bytes, long byteOffset) {
    int magic = MAGIC.length();
    boolean hasMagic = bytes.length() >= magic && bytes.slice(0, magic).equals(MAGIC);
    int at = hasMagic ? magic : 0;
    boolean isStreamInfo =
        bytes.length() - at >= BLOCK_HEADER_BYTES + BYTES
            && (bytes.unsignedAt(at) & TYPE) == 0
            && bytes.at(at + 1) == 0
            && bytes.at(at + 2) == 0
            && bytes.unsignedAt(at + 3) == BYTES;
    if (!isStreamInfo) {
      throw new MediaException.Malformed(byteOffset, "FLAC: no STREAMINFO");
    }
    return read(bytes.slice(at + BLOCK_HEADER_BYTES, BYTES), byteOffset);
  }

  private static StreamInfo read(Payload record, long byteOffset) {
    BitReader in = BitReader.of("STREAMINFO", record, byteOffset);
    int minBlockSize = in.bits(16);
    int maxBlockSize = in.bits(16);
    in.skip(24 + 24); // frame sizes
    int sampleRate = in.bits(20);
    int channels = in.bits(3) + 1;
    int bitsPerSample = in.bits(5) + 1;
    if (minBlockSize < MIN_BLOCK_SIZE || maxBlockSize < minBlockSize || sampleRate == 0) {
      throw new MediaException.Malformed(
          byteOffset,
          "STREAMINFO: blocks of %d to %d samples at %d Hz",
          minBlockSize,
          maxBlockSize,
          sampleRate);
    }
    return new StreamInfo(
        minBlockSize, maxBlockSize, sampleRate, channels, bitsPerSample, record.compact());
  }

  /** Whether every frame but the last has the same number of samples. */
  public boolean isFixedBlockSize() {
    return minBlockSize == maxBlockSize;
  }

  /**
   * This block alone with its header, as the {@code dfLa} box holds it behind version and flags.
   * "Encapsulation of FLAC in ISO Base Media File Format", 3.3.2.
   */
  public Payload dfla() {
    return new BitWriter().bits(8, LAST_BLOCK).bits(24, BYTES).bytes(record).payload();
  }
}
