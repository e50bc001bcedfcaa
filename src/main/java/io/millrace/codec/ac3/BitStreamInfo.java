package io.millrace.codec.ac3;

import io.millrace.bits.BitReader;
import io.millrace.media.Payload;

/** Reads {@code bsi} of E-AC-3, of which little is kept. ETSI TS 102 366, E.1.2.2. */
final class BitStreamInfo {
  private static final int[] BLOCKS = {1, 2, 3, 6};
  private static final int DEPENDENT = 1;
  private static final int CONVERTED = 2;
  private static final int DUAL_MONO = 0;
  private static final int STEREO = 2;

  private final BitReader in;
  private int strmtyp;
  private int fscod;
  private int numblkscod;
  private int acmod;
  private boolean lfe;

  private BitStreamInfo(BitReader in) {
    this.in = in;
  }

  static SyncFrame read(Payload frame, long byteOffset) {
    return new BitStreamInfo(BitReader.of("E-AC-3", frame, byteOffset)).read(frame.length());
  }

  private SyncFrame read(int frameBytes) {
    long byteOffset = in.byteOffset();
    in.skip(16);
    strmtyp = in.bits(2);
    int substreamId = in.bits(3);
    in.skip(11);
    fscod = in.bits(2);
    int second = in.bits(2);
    int sampleRate = SyncFrame.sampleRate(fscod, second, byteOffset);
    numblkscod = fscod == SyncFrame.REDUCED_RATE ? 3 : second;
    acmod = in.bits(3);
    lfe = in.flag();
    int bsid = in.bits(5);
    skipLevels();
    if (acmod == DUAL_MONO) {
      skipLevels();
    }
    int chanmap = strmtyp == DEPENDENT && in.flag() ? in.bits(16) : 0;
    skipMixing();
    int bsmod = readInformation();
    skipConversion();
    int objects = in.flag() ? readAdditional() : 0;
    return new SyncFrame(
        frameBytes,
        strmtyp == DEPENDENT,
        substreamId,
        fscod,
        sampleRate,
        BLOCKS[numblkscod],
        bsid,
        bsmod,
        acmod,
        lfe,
        0,
        chanmap,
        objects);
  }

  /** dialnorm, and compr if it is there. */
  private void skipLevels() {
    in.skip(5);
    skipIf(8);
  }

  /** A flag, and {@code bits} more if it is set. */
  private void skipIf(int bits) {
    if (in.flag()) {
      in.skip(bits);
    }
  }

  /** Mixing metadata. */
  private void skipMixing() {
    if (!in.flag()) {
      return;
    }
    boolean centre = (acmod & 1) != 0 && acmod > STEREO;
    boolean surround = (acmod & 4) != 0;
    in.skip((acmod > STEREO ? 2 : 0) + (centre ? 6 : 0) + (surround ? 6 : 0));
    if (lfe) {
      skipIf(5);
    }
    if (strmtyp == 0) {
      skipProgrammeMixing();
    }
  }

  private void skipProgrammeMixing() {
    skipIf(6); // pgmscl
    if (acmod == DUAL_MONO) {
      skipIf(6);
    }
    skipIf(6); // extpgmscl
    switch (in.bits(2)) {
      case 1 -> in.skip(5);
      case 2 -> in.skip(12);
      case 3 -> in.skip(8L * (in.bits(5) + 2));
      default -> {} // no mixing data
    }
    if (acmod < STEREO) {
      skipIf(14); // paninfo
      if (acmod == DUAL_MONO) {
        skipIf(14);
      }
    }
    if (in.flag()) {
      skipBlockMixing();
    }
  }

  private void skipBlockMixing() {
    if (numblkscod == 0) {
      in.skip(5);
      return;
    }
    for (int block = 0; block < BLOCKS[numblkscod]; block++) {
      skipIf(5);
    }
  }

  /** Informational metadata; of it bsmod. */
  private int readInformation() {
    if (!in.flag()) {
      return 0;
    }
    int bsmod = in.bits(3);
    in.skip(2); // copyrightb, origbs
    in.skip(acmod == STEREO ? 4 : acmod >= 6 ? 2 : 0);
    skipIf(8);
    if (acmod == DUAL_MONO) {
      skipIf(8);
    }
    in.skip(fscod < SyncFrame.REDUCED_RATE ? 1 : 0); // sourcefscod
    return bsmod;
  }

  /** What helps to convert it to AC-3. */
  private void skipConversion() {
    boolean whole = numblkscod == 3;
    if (strmtyp == 0 && !whole) {
      in.skip(1); // convsync
    }
    if (strmtyp == CONVERTED && (whole || in.flag())) {
      in.skip(6);
    }
  }

  /** addbsi: the number of objects. ETSI TS 103 420, 8.3. */
  private int readAdditional() {
    int bytes = in.bits(6) + 1;
    Payload additional = in.bytes(bytes);
    boolean isExtension = bytes >= 2 && (additional.at(0) & 1) != 0;
    return isExtension ? additional.unsignedAt(1) : 0;
  }
}
