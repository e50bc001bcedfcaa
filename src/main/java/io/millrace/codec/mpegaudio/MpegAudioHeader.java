package io.millrace.codec.mpegaudio;

import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * The header of an MPEG audio frame of any layer. ISO/IEC 11172-3, 2.4.1.3; 13818-3, 2.4.2.3; the
 * rates below 16 kHz are known as MPEG 2.5.
 *
 * @param version of the standard
 * @param layer 1 to 3
 * @param sampleRate Hz
 * @param channels 1 or 2
 * @param frameBytes of header and data together
 */
public record MpegAudioHeader(
    Version version, int layer, int sampleRate, int channels, int frameBytes) {
  /** Bytes that {@link #frameBytes(byte[], int)} needs. */
  public static final int BYTES = 4;

  /** What a frame belongs to; the rates of each are half of those of the one before. */
  public enum Version {
    MPEG_1,
    MPEG_2,
    MPEG_2_5
  }

  private static final int RESERVED = 3;
  private static final int MONO = 3;
  private static final int[] SAMPLE_RATES = {44100, 48000, 32000};

  /**
   * Kilobits per second by bitrate_index, of MPEG-1 layers 1 to 3, of MPEG-2 layer 1 and others; 0
   * for free format, which is not served, and for what is forbidden.
   */
  private static final int[][] BIT_RATES = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
  };

  /** Bytes of the frame whose header stands at {@code at}, or 0 if none does. */
  public static int frameBytes(byte[] bytes, int at) {
    boolean isSync = bytes[at] == (byte) 0xff && (bytes[at + 1] & 0xe0) == 0xe0;
    int second = bytes[at + 1] & 0xff;
    int third = bytes[at + 2] & 0xff;
    boolean isReserved =
        (second >> 3 & 3) == 1 || (second >> 1 & 3) == 0 || (third >> 2 & 3) == RESERVED;
    return isSync && !isReserved ? frameBytes(version(second), layer(second), third) : 0;
  }

  private static int frameBytes(Version version, int layer, int third) {
    int bitRate = bitRate(version, layer, third >> 4);
    int slots = samples(version, layer) / 8 * bitRate * 1000 / sampleRate(version, third);
    int padding = third >> 1 & 1;
    // A slot of layer 1 has four bytes.
    int bytes = layer == 1 ? (slots / 4 + padding) * 4 : slots + padding;
    return bitRate == 0 ? 0 : bytes;
  }

  /**
   * Reads the header at the start of {@code frame}.
   *
   * @throws MediaException.Malformed if there is none
   */
  public static MpegAudioHeader parse(Payload frame, long byteOffset) {
    int frameBytes = frame.length() < BYTES ? 0 : frameBytes(frame.array(), frame.arrayOffset());
    if (frameBytes == 0) {
      throw new MediaException.Malformed(byteOffset, "MPEG audio: no frame header");
    }
    int second = frame.unsignedAt(1);
    return new MpegAudioHeader(
        version(second),
        layer(second),
        sampleRate(version(second), frame.unsignedAt(2)),
        frame.unsignedAt(3) >> 6 == MONO ? 1 : 2,
        frameBytes);
  }

  private static Version version(int second) {
    return switch (second >> 3 & 3) {
      case 3 -> Version.MPEG_1;
      case 2 -> Version.MPEG_2;
      default -> Version.MPEG_2_5;
    };
  }

  private static int layer(int second) {
    return 4 - (second >> 1 & 3);
  }

  private static int bitRate(Version version, int layer, int index) {
    boolean isMpeg1 = version == Version.MPEG_1;
    return BIT_RATES[isMpeg1 ? layer - 1 : layer == 1 ? 3 : 4][index];
  }

  private static int sampleRate(Version version, int third) {
    return SAMPLE_RATES[third >> 2 & 3] >> version.ordinal();
  }

  private static int samples(Version version, int layer) {
    return switch (layer) {
      case 1 -> 384;
      case 2 -> 1152;
      default -> version == Version.MPEG_1 ? 1152 : 576;
    };
  }

  /** PCM samples per channel that the frame decodes to. */
  public int samples() {
    return samples(version, layer);
  }

  /**
   * RFC 6381 with the objectTypeIndication of ISO/IEC 14496-1, table 5: {@code mp4a.6B} for MPEG-1,
   * {@code mp4a.69} for MPEG-2.
   */
  public String codecs() {
    return "mp4a." + (version == Version.MPEG_1 ? "6B" : "69");
  }

  /**
   * A frame of layer III that decodes to silence: of the least bit rate, with all side information
   * zero, so that no granule has any data. ISO/IEC 11172-3, 2.4.1.7.
   */
  public Payload silence() {
    BitWriter out = new BitWriter();
    out.bits(11, 0x7ff).bits(2, new int[] {3, 2, 0}[version.ordinal()]).bits(2, 4 - layer);
    out.bits(1, 1); // no checksum
    out.bits(4, 1).bits(2, rateIndex()).bits(2, 0);
    out.bits(2, channels == 1 ? MONO : 0).bits(6, 0);
    Payload header = out.payload();
    byte[] frame = new byte[frameBytes(header.array(), 0)];
    header.copyTo(frame, 0);
    return Payload.of(frame);
  }

  private int rateIndex() {
    int index = 0;
    while (SAMPLE_RATES[index] >> version.ordinal() != sampleRate) {
      index++;
    }
    return index;
  }
}
