package io.millrace.demux.mpegts;

import io.millrace.media.Payload;

/** MPEG-1 and MPEG-2 audio frames of all layers. ISO/IEC 11172-3, 2.4.1; 13818-3, 2.4.1. */
final class MpegAudioSyntax implements AudioSyntax {
  private static final int HEADER_BYTES = 4;
  private static final int RESERVED = 3;
  private static final int MONO = 3;
  private static final int[] SAMPLE_RATES = {44100, 48000, 32000};

  /**
   * Kilobits per second by bitrate_index, of MPEG-1 layers 1 to 3, of MPEG-2 layer 1 and others.
   */
  private static final int[][] BIT_RATES = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
  };

  @Override
  public int headerBytes() {
    return HEADER_BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    boolean isSync = bytes[at] == (byte) 0xff && (bytes[at + 1] & 0xe0) == 0xe0;
    int fields = bytes[at + 2] & 0xff;
    if (!isSync
        || version(bytes[at + 1]) == 1
        || layer(bytes[at + 1]) == 4
        || (fields >> 2 & 3) == RESERVED) {
      return 0;
    }
    int layer = layer(bytes[at + 1]);
    boolean isMpeg1 = version(bytes[at + 1]) == 3;
    int bitRate = BIT_RATES[isMpeg1 ? layer - 1 : layer == 1 ? 3 : 4][fields >> 4];
    int slots = samples(bytes[at + 1]) / 8 * bitRate * 1000 / sampleRate(bytes[at + 1], fields);
    int padding = fields >> 1 & 1;
    // A slot of layer 1 has four bytes.
    int bytesOfFrame = layer == 1 ? (slots / 4 + padding) * 4 : slots + padding;
    return bitRate == 0 ? 0 : bytesOfFrame;
  }

  /** 3 for MPEG-1, 2 for MPEG-2, 0 for the low rates of MPEG 2.5, 1 is reserved. */
  private static int version(byte second) {
    return second >> 3 & 3;
  }

  /** 1 to 3; 4 is reserved. */
  private static int layer(byte second) {
    return 4 - (second >> 1 & 3);
  }

  private static int samples(byte second) {
    return switch (layer(second)) {
      case 1 -> 384;
      case 2 -> 1152;
      default -> version(second) == 3 ? 1152 : 576;
    };
  }

  private static int sampleRate(byte second, int fields) {
    int rate = SAMPLE_RATES[fields >> 2 & 3];
    return switch (version(second)) {
      case 3 -> rate;
      case 2 -> rate / 2;
      default -> rate / 4;
    };
  }

  @Override
  public void read(Payload frame, long byteOffset, Sink sink) {
    int sampleRate = sampleRate(frame.at(1), frame.unsignedAt(2));
    int channels = frame.unsignedAt(3) >> 6 == MONO ? 1 : 2;
    sink.onFormat(new AudioFormat(sampleRate, channels, Payload.EMPTY));
    sink.onUnit(frame, samples(frame.at(1)), sampleRate);
  }
}
