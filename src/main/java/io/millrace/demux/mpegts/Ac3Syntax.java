package io.millrace.demux.mpegts;

import io.millrace.media.Payload;

/** AC-3 and E-AC-3 sync frames. ETSI TS 102 366, 4.3 and Annex E.1.2. */
final class Ac3Syntax implements AudioSyntax {
  private static final int HEADER_BYTES = 8;
  private static final int SAMPLES_PER_BLOCK = 256;
  private static final int AC3_BLOCKS = 6;
  private static final int MAX_AC3_BSID = 10;
  private static final int MAX_EAC3_BSID = 16;
  private static final int DEPENDENT_SUBSTREAM = 1;
  private static final int REDUCED_RATE = 3;
  private static final int[] SAMPLE_RATES = {48000, 44100, 32000};
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};
  private static final int[] BLOCKS = {1, 2, 3, 6};

  /** Kilobits per second of frmsizecod divided by two. Table 4.13. */
  private static final int[] BIT_RATES = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  @Override
  public int headerBytes() {
    return HEADER_BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    if (bytes[at] != 0x0b || bytes[at + 1] != 0x77) {
      return 0;
    }
    int bsid = bsid(bytes, at);
    if (bsid <= MAX_AC3_BSID) {
      return ac3FrameBytes(bytes[at + 4] & 0xff);
    }
    int words = ((bytes[at + 2] & 7) << 8 | bytes[at + 3] & 0xff) + 1;
    return bsid <= MAX_EAC3_BSID && 2 * words >= HEADER_BYTES ? 2 * words : 0;
  }

  private static int bsid(byte[] bytes, int at) {
    return (bytes[at + 5] & 0xff) >> 3;
  }

  private static int ac3FrameBytes(int fscodAndFrmsizecod) {
    int fscod = fscodAndFrmsizecod >> 6;
    int frmsizecod = fscodAndFrmsizecod & 0x3f;
    if (fscod >= SAMPLE_RATES.length || frmsizecod / 2 >= BIT_RATES.length) {
      return 0;
    }
    int bitRate = BIT_RATES[frmsizecod / 2];
    return switch (SAMPLE_RATES[fscod]) {
      case 44100 -> 2 * (320 * bitRate / 147 + (frmsizecod & 1));
      case 32000 -> 6 * bitRate;
      default -> 4 * bitRate;
    };
  }

  @Override
  public void read(Payload frame, long byteOffset, Sink sink) {
    if (bsid(frame.array(), frame.arrayOffset()) <= MAX_AC3_BSID) {
      int sampleRate = SAMPLE_RATES[frame.unsignedAt(4) >> 6];
      sink.onFormat(new AudioFormat(sampleRate, ac3Channels(frame), Payload.EMPTY));
      sink.onUnit(frame, AC3_BLOCKS * SAMPLES_PER_BLOCK, sampleRate);
    } else {
      readEac3(frame, sink);
    }
  }

  private static void readEac3(Payload frame, Sink sink) {
    int fields = frame.unsignedAt(4);
    int fscod = fields >> 6;
    int second = fields >> 4 & 3;
    boolean reduced = fscod == REDUCED_RATE;
    int sampleRate = reduced ? SAMPLE_RATES[Math.min(second, 2)] / 2 : SAMPLE_RATES[fscod];
    int samples = (reduced ? AC3_BLOCKS : BLOCKS[second]) * SAMPLES_PER_BLOCK;
    if (frame.unsignedAt(2) >> 6 == DEPENDENT_SUBSTREAM) {
      sink.onUnit(frame, 0, sampleRate); // more channels for the time of the frame before
      return;
    }
    int channels = CHANNELS[fields >> 1 & 7] + (fields & 1);
    sink.onFormat(new AudioFormat(sampleRate, channels, Payload.EMPTY));
    sink.onUnit(frame, samples, sampleRate);
  }

  /** acmod, then lfeon behind the mix levels that acmod calls for. Table 4.2. */
  private static int ac3Channels(Payload frame) {
    int bits = frame.unsignedAt(6) << 8 | frame.unsignedAt(7);
    int acmod = bits >> 13;
    int at = 12;
    at -= (acmod & 1) != 0 && acmod != 1 ? 2 : 0; // cmixlev
    at -= (acmod & 4) != 0 ? 2 : 0; // surmixlev
    at -= acmod == 2 ? 2 : 0; // dsurmod
    return CHANNELS[acmod] + (bits >> at & 1);
  }
}
