package io.millrace.codec.opus;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** How long an Opus packet lasts, which its first byte or two say. RFC 6716, 3.1 and 3.2. */
public final class OpusPacket {
  /** Opus always decodes at this rate; packets are counted in its samples. RFC 7845, 4. */
  public static final int SAMPLE_RATE = 48_000;

  /** 120 ms. RFC 6716, 3.2.5. */
  public static final int MAX_SAMPLES = 5_760;

  /** The shortest frame, 2.5 ms. */
  private static final int MIN_SAMPLES = 120;

  private static final int FIRST_HYBRID_CONFIGURATION = 12;
  private static final int FIRST_CELT_CONFIGURATION = 16;

  private OpusPacket() {}

  /**
   * Samples per channel of all frames of the packet, 120 to 5760.
   *
   * @throws MediaException.Malformed if the packet breaks a rule that its first bytes show
   */
  public static int samples(Payload packet, long byteOffset) {
    if (packet.isEmpty()) {
      throw new MediaException.Malformed(byteOffset, "Opus: empty packet");
    }
    int samples = frames(packet, byteOffset) * frameSamples(packet.unsignedAt(0) >> 3);
    if (samples > MAX_SAMPLES) {
      throw new MediaException.Malformed(
          byteOffset, "Opus: packet of %d samples, at most %d", samples, MAX_SAMPLES);
    }
    return samples;
  }

  private static int frames(Payload packet, long byteOffset) {
    int code = packet.unsignedAt(0) & 3;
    if (code != 3) {
      return code == 0 ? 1 : 2;
    }
    int frames = packet.length() < 2 ? 0 : packet.unsignedAt(1) & 0x3f;
    if (frames == 0) {
      throw new MediaException.Malformed(byteOffset, "Opus: packet of code 3 without frames");
    }
    return frames;
  }

  /** Samples of a frame by its configuration number. RFC 6716, table 2. */
  private static int frameSamples(int configuration) {
    if (configuration >= FIRST_CELT_CONFIGURATION) {
      return MIN_SAMPLES << (configuration & 3);
    }
    if (configuration >= FIRST_HYBRID_CONFIGURATION) {
      return 4 * MIN_SAMPLES << (configuration & 1);
    }
    int length = configuration & 3; // 10, 20, 40 and 60 ms
    return length == 3 ? 24 * MIN_SAMPLES : 4 * MIN_SAMPLES << length;
  }

  /** Whether the packet, or its first stream, is stereo. */
  public static boolean isStereo(Payload packet) {
    return (packet.unsignedAt(0) & 4) != 0;
  }

  /**
   * A packet of {@code samples} that decodes to silence: CELT frames whose first symbol says so,
   * one after the other for each stream. RFC 6716, 4.3 and appendix B.
   *
   * @param samples of a whole packet, as {@link #samples} found it in another
   */
  public static Payload silence(OpusHead head, int samples) {
    int frameSamples = 8 * MIN_SAMPLES;
    while (samples % frameSamples != 0) {
      frameSamples /= 2;
    }
    int frames = samples / frameSamples;
    int configuration =
        FIRST_CELT_CONFIGURATION + 12 + Integer.numberOfTrailingZeros(frameSamples / MIN_SAMPLES);
    return new SilentStreams(configuration, frames).packet(head);
  }
}
