package io.millrace.media;

/**
 * What a decoder must be told of sound whose coding has no headers of its own, in the words of
 * WAVEFORMATEX. Zero means that nobody says.
 *
 * @param blockAlign nBlockAlign: bytes of a block that is decoded at once
 * @param bitRate nAvgBytesPerSec, bits a second
 * @param bitsPerSample wBitsPerSample, as coded
 */
public record SoundBlocks(int blockAlign, int bitRate, int bitsPerSample) {
  public static final SoundBlocks UNDECLARED = new SoundBlocks(0, 0, 0);

  public SoundBlocks {
    if (blockAlign < 0 || bitRate < 0 || bitsPerSample < 0) {
      throw new IllegalArgumentException(
          "Invalid sound blocks: %d bytes, %d bit/s, %d bits a sample"
              .formatted(blockAlign, bitRate, bitsPerSample));
    }
  }
}
