package io.millrace.codec.ac3;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * What the header of a sync frame of AC-3 or E-AC-3 says. ETSI TS 102 366, 4.3, 4.4 and E.1.2,
 * E.1.3.
 *
 * @param frameBytes of the whole frame
 * @param dependent carries more channels for the independent substream before it
 * @param substreamId 0 for the main programme
 * @param fscod sample rate code, 3 for the reduced rates of E-AC-3
 * @param sampleRate Hz
 * @param blocks audio blocks of 256 samples per channel: 1, 2, 3 or 6
 * @param bsid version of the syntax: at most 10 for AC-3, 11 to 16 for E-AC-3
 * @param bsmod type of service
 * @param acmod which full bandwidth channels it has
 * @param lfe whether there is a low frequency effects channel
 * @param frmsizecod of AC-3, table 4.13; 0 for E-AC-3
 * @param chanmap channel locations of a dependent substream, the first in the highest of 16 bits; 0
 *     if {@code acmod} tells them
 * @param objects of joint object coding, which a decoder of ETSI TS 103 420 can place in space; 0
 *     if there are none
 */
public record SyncFrame(
    int frameBytes,
    boolean dependent,
    int substreamId,
    int fscod,
    int sampleRate,
    int blocks,
    int bsid,
    int bsmod,
    int acmod,
    boolean lfe,
    int frmsizecod,
    int chanmap,
    int objects) {
  /** Bytes that {@link #frameBytes(byte[], int)} needs. */
  public static final int HEADER_BYTES = 8;

  public static final int SAMPLES_PER_BLOCK = 256;

  /** Audio blocks in each AC-3 frame, and in each access unit. */
  public static final int BLOCKS = 6;

  static final int SYNCWORD = 0x0b77;
  static final int REDUCED_RATE = 3;

  private static final int MAX_AC3_BSID = 10;
  private static final int MAX_BSID = 16;
  private static final int[] SAMPLE_RATES = {48000, 44100, 32000};

  /** Kilobits per second of frmsizecod divided by two. Table 4.13. */
  private static final int[] BIT_RATES = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  /** Whether the frame at {@code at}, of which 8 bytes are there, is E-AC-3. */
  public static boolean isEnhanced(byte[] bytes, int at) {
    return bsid(bytes, at) > MAX_AC3_BSID;
  }

  private static int bsid(byte[] bytes, int at) {
    return (bytes[at + 5] & 0xff) >> 3;
  }

  /** Bytes of the frame whose header stands at {@code at}, or 0 if none does. */
  public static int frameBytes(byte[] bytes, int at) {
    if (bytes[at] != SYNCWORD >> 8 || bytes[at + 1] != (SYNCWORD & 0xff)) {
      return 0;
    }
    int bsid = bsid(bytes, at);
    if (bsid <= MAX_AC3_BSID) {
      return ac3FrameBytes((bytes[at + 4] & 0xff) >> 6, bytes[at + 4] & 0x3f);
    }
    int words = ((bytes[at + 2] & 7) << 8 | bytes[at + 3] & 0xff) + 1;
    return bsid <= MAX_BSID && 2 * words >= HEADER_BYTES ? 2 * words : 0;
  }

  private static int ac3FrameBytes(int fscod, int frmsizecod) {
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

  /**
   * Reads the header of the frame at the start of {@code bytes}; what is behind the frame is not
   * looked at.
   *
   * @throws MediaException.Malformed if there is none, or the frame is longer than {@code bytes}
   */
  public static SyncFrame parse(Payload bytes, long byteOffset) {
    int frameBytes =
        bytes.length() < HEADER_BYTES ? 0 : frameBytes(bytes.array(), bytes.arrayOffset());
    if (frameBytes == 0) {
      throw new MediaException.Malformed(byteOffset, "AC-3: no sync frame");
    }
    if (frameBytes > bytes.length()) {
      throw new MediaException.Malformed(
          byteOffset, "AC-3: frame of %d bytes in %d bytes", frameBytes, bytes.length());
    }
    Payload frame = bytes.slice(0, frameBytes);
    int bsid = frame.unsignedAt(5) >> 3;
    return bsid <= MAX_AC3_BSID ? ac3(frame, byteOffset) : BitStreamInfo.read(frame, byteOffset);
  }

  /** syncinfo and bsi up to lfeon. 4.3.1 and 4.3.2. */
  private static SyncFrame ac3(Payload frame, long byteOffset) {
    BitReader in = BitReader.of("AC-3", frame, byteOffset);
    in.skip(16 + 16); // syncword, crc1
    int fscod = in.bits(2);
    int frmsizecod = in.bits(6);
    int bsid = in.bits(5);
    int bsmod = in.bits(3);
    int acmod = in.bits(3);
    in.skip((acmod & 1) != 0 && acmod != 1 ? 2 : 0); // cmixlev
    in.skip((acmod & 4) != 0 ? 2 : 0); // surmixlev
    in.skip(acmod == 2 ? 2 : 0); // dsurmod
    boolean lfe = in.flag();
    // Halved and quartered rates have their own bsid.
    int sampleRate = SAMPLE_RATES[fscod] >> Math.max(0, bsid - 8);
    return new SyncFrame(
        frame.length(),
        false,
        0,
        fscod,
        sampleRate,
        BLOCKS,
        bsid,
        bsmod,
        acmod,
        lfe,
        frmsizecod,
        0,
        0);
  }

  /**
   * The sample rate of a frame of E-AC-3.
   *
   * @param fscod2 said where fscod is 3
   */
  static int sampleRate(int fscod, int fscod2, long byteOffset) {
    int code = fscod == REDUCED_RATE ? fscod2 : fscod;
    if (code >= SAMPLE_RATES.length) {
      throw new MediaException.Malformed(byteOffset, "E-AC-3: reserved sample rate");
    }
    return fscod == REDUCED_RATE ? SAMPLE_RATES[code] / 2 : SAMPLE_RATES[code];
  }

  /** Whether it is of AC-3, not of E-AC-3. */
  public boolean isAc3() {
    return bsid <= MAX_AC3_BSID;
  }

  /** Whether an access unit may begin with this frame. */
  public boolean isMain() {
    return !dependent && substreamId == 0;
  }

  /** PCM samples per channel. */
  public int samples() {
    return blocks * SAMPLES_PER_BLOCK;
  }

  /** Where its channels belong, in the bits of {@code chanmap}. */
  public int locations() {
    return chanmap != 0 ? chanmap : ChannelLocations.of(acmod, lfe);
  }
}
