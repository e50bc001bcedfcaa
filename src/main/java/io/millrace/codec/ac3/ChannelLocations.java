package io.millrace.codec.ac3;

/**
 * Where channels belong, as bits of {@code chanmap}, the first in the highest of 16 bits. ETSI TS
 * 102 366, table E.1.4.
 */
public final class ChannelLocations {
  private static final int LEFT = 0x8000;
  private static final int CENTRE = 0x4000;
  private static final int RIGHT = 0x2000;
  private static final int LEFT_SURROUND = 0x1000;
  private static final int RIGHT_SURROUND = 0x0800;
  private static final int CENTRE_SURROUND = 0x0100;
  private static final int LFE_2 = 0x0002;
  private static final int LFE = 0x0001;

  /** Lc/Rc, Lrs/Rrs, Lsd/Rsd, Lw/Rw, Lvh/Rvh and Lts/Rts: two channels each. */
  private static final int PAIRS = 0x0400 | 0x0200 | 0x0040 | 0x0020 | 0x0010 | 0x0004;

  /** By acmod. Table 4.3; the two mono channels of acmod 0 stand left and right. */
  private static final int[] OF_MODE = {
    LEFT | RIGHT,
    CENTRE,
    LEFT | RIGHT,
    LEFT | CENTRE | RIGHT,
    LEFT | RIGHT | CENTRE_SURROUND,
    LEFT | CENTRE | RIGHT | CENTRE_SURROUND,
    LEFT | RIGHT | LEFT_SURROUND | RIGHT_SURROUND,
    LEFT | CENTRE | RIGHT | LEFT_SURROUND | RIGHT_SURROUND
  };

  private ChannelLocations() {}

  static int of(int acmod, boolean lfe) {
    return OF_MODE[acmod] | (lfe ? LFE : 0);
  }

  /** Channels at these locations. */
  public static int count(int locations) {
    return Integer.bitCount(locations) + Integer.bitCount(locations & PAIRS);
  }

  /** {@code chan_loc} of the {@code dec3} box: bit 0 is the first that no acmod has. F.6.2. */
  static int chanLoc(int locations) {
    int loc = (locations & LFE_2) != 0 ? 0x100 : 0;
    for (int bit = 0; bit < 8; bit++) {
      loc |= (locations >> 10 - bit & 1) << bit;
    }
    return loc;
  }
}
