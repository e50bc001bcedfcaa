package io.millrace.codec.ac3;

import io.millrace.bits.BitWriter;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames that decode to digital silence: the least signal-to-noise offset gives no mantissa any
 * bit, and dither is off. ETSI TS 102 366, 4.3, 6.2.2.1 and E.1.2.
 */
public final class SilentFrame {
  private static final int CRC = 0x8005;
  private static final int NEW_EXPONENTS = 3; // D45, the shortest
  private static final int EXPONENT_GROUPS = 6; // of a channel with the least bandwidth
  private static final int LFE_EXPONENT_GROUPS = 2;
  private static final int SMALLEST = 15; // exponent
  private static final int UNCHANGED = 62; // three differences of zero. 6.1.3
  private static final int[] FULL_CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};
  private static final int E_AC3 = 16; // bsid
  private static final int CRC_BYTES = 2;

  private final SyncFrame like;
  private final int channels;
  private final BitWriter out = new BitWriter();

  private SilentFrame(SyncFrame like) {
    this.like = like;
    this.channels = FULL_CHANNELS[like.acmod()];
  }

  /**
   * A silent access unit for decoders of {@code frames}: one frame for each substream of it.
   *
   * @param frames of one access unit in order; the first one {@link SyncFrame#isMain is main}
   * @return empty if an AC-3 frame of that bit rate has no room for it
   */
  public static Payload of(List<SyncFrame> frames) {
    List<Payload> silent = new ArrayList<>();
    for (SyncFrame frame : frames) {
      if (!silent.isEmpty() && frame.isMain()) {
        break; // the next blocks of the same substreams
      }
      SilentFrame next = new SilentFrame(frame);
      silent.add(frame.isAc3() ? next.ac3() : next.eac3());
    }
    return silent.stream().anyMatch(Payload::isEmpty) ? Payload.EMPTY : Payload.concat(silent);
  }

  /** A frame of the same size, as a stream of constant bit rate has it. */
  private Payload ac3() {
    out.bits(16, SyncFrame.SYNCWORD).bits(16, 0);
    out.bits(2, like.fscod()).bits(6, like.frmsizecod());
    ac3StreamInfo();
    for (int block = 0; block < SyncFrame.BLOCKS; block++) {
      ac3Block(block == 0);
    }
    byte[] frame = Arrays.copyOf(out.align().payload().array(), like.frameBytes());
    // The first checksum covers 5/8 of the frame and stands at its start. Zero is right there if
    // the checksum of the rest stands at the end of that part, which nobody reads otherwise.
    int words = like.frameBytes() / 2;
    int part = 2 * (words / 2 + words / 8);
    if (out.bitPosition() / 8 > part - CRC_BYTES) {
      return Payload.EMPTY;
    }
    putCrc(frame, part);
    putCrc(frame, frame.length);
    return Payload.of(frame);
  }

  /** bsi. 4.3.2. */
  private void ac3StreamInfo() {
    int acmod = like.acmod();
    out.bits(5, like.bsid()).bits(3, like.bsmod()).bits(3, acmod);
    out.bits((acmod & 1) != 0 && acmod != 1 ? 2 : 0, 0);
    out.bits((acmod & 4) != 0 ? 2 : 0, 0);
    out.bits(acmod == 2 ? 2 : 0, 0);
    out.flag(like.lfe());
    for (int programme = acmod == 0 ? 2 : 1; programme > 0; programme--) {
      out.bits(5, 31).bits(3, 0); // dialnorm; no compr, langcod, audprodie
    }
    out.bits(2, 0).bits(2, 0).bits(1, 0); // copyrightb, origbs, no time codes, no addbsi
  }

  /** audblk. 4.3.3. */
  private void ac3Block(boolean first) {
    int one = first ? 1 : 0;
    out.bits(2 * channels, 0); // blksw, dithflag
    out.bits(like.acmod() == 0 ? 2 : 1, 0); // no dynrng
    out.bits(1, one).bits(one, 0); // coupling strategy: none
    if (like.acmod() == 2) {
      out.bits(1, one).bits(4 * one, 0); // no rematrixing
    }
    exponentStrategies(first);
    if (first) {
      exponents();
      out.bits(1, 1).bits(2 + 2 + 2 + 2 + 3, 0); // bit allocation parameters
      out.bits(1, 1).bits(6, 0).bits(7 * (channels + (like.lfe() ? 1 : 0)), 0); // no SNR
    } else {
      out.bits(2, 0);
    }
    out.bits(2, 0); // no deltba, no skip field
  }

  private void exponentStrategies(boolean first) {
    for (int channel = 0; channel < channels; channel++) {
      out.bits(2, first ? NEW_EXPONENTS : 0);
    }
    if (like.lfe()) {
      out.bits(1, first ? 1 : 0);
    }
  }

  /** chbwcod and exponents of all channels. 4.3.3. */
  private void exponents() {
    out.bits(6 * channels, 0);
    for (int channel = 0; channel < channels; channel++) {
      exponents(EXPONENT_GROUPS);
      out.bits(2, 0); // gainrng
    }
    if (like.lfe()) {
      exponents(LFE_EXPONENT_GROUPS);
    }
  }

  private void exponents(int groups) {
    out.bits(4, SMALLEST);
    for (int group = 0; group < groups; group++) {
      out.bits(7, UNCHANGED);
    }
  }

  /** The shortest frame of six blocks. */
  private Payload eac3() {
    eac3StreamInfo(0);
    eac3Frame();
    int bytes = (out.bitPosition() + 7) / 8 + 1 + CRC_BYTES; // a byte for auxdatae and encinfo
    int words = (bytes + 1) / 2;
    SilentFrame sized = new SilentFrame(like);
    sized.eac3StreamInfo(words - 1);
    sized.eac3Frame();
    byte[] frame = Arrays.copyOf(sized.out.payload().array(), 2 * words);
    putCrc(frame, frame.length);
    return Payload.of(frame);
  }

  /** bsi. E.1.2.2. */
  private void eac3StreamInfo(int frmsiz) {
    boolean reduced = like.fscod() == SyncFrame.REDUCED_RATE;
    int fscod2 = like.sampleRate() == 24_000 ? 0 : like.sampleRate() == 22_050 ? 1 : 2;
    out.bits(16, SyncFrame.SYNCWORD);
    out.bits(2, like.dependent() ? 1 : 0).bits(3, like.substreamId()).bits(11, frmsiz);
    out.bits(2, like.fscod()).bits(2, reduced ? fscod2 : 3);
    out.bits(3, like.acmod()).flag(like.lfe()).bits(5, E_AC3);
    for (int programme = like.acmod() == 0 ? 2 : 1; programme > 0; programme--) {
      out.bits(5, 31).bits(1, 0); // dialnorm, no compr
    }
    if (like.dependent()) {
      boolean mapped = like.chanmap() != 0;
      out.flag(mapped).bits(mapped ? 16 : 0, like.chanmap());
    }
    out.bits(3, 0); // no mixing or informational metadata, no addbsi
  }

  /** audfrm and audblk. E.1.2.3 and E.1.2.4. */
  private void eac3Frame() {
    out.bits(1, 1).bits(1, 0); // exponent strategies of each block, no adaptive transform
    out.bits(2, 0); // SNR for the whole frame
    out.bits(2, 0).bits(1, 1); // no transient processing, no block switching, dither flags
    out.bits(5, 0); // bit allocation, gain codes, deltba, skip fields, attenuation: none
    if (like.acmod() > 1) {
      out.bits(SyncFrame.BLOCKS, 0); // never coupled
    }
    for (int block = 0; block < SyncFrame.BLOCKS; block++) {
      for (int channel = 0; channel < channels; channel++) {
        out.bits(2, block == 0 ? NEW_EXPONENTS : 0);
      }
    }
    if (like.lfe()) {
      out.bits(SyncFrame.BLOCKS, 1 << SyncFrame.BLOCKS - 1);
    }
    if (!like.dependent()) {
      out.bits(5 * channels, 0); // convexpstr
    }
    out.bits(6 + 4, 0); // the least SNR
    out.bits(1, 0); // no block start information
    for (int block = 0; block < SyncFrame.BLOCKS; block++) {
      eac3Block(block == 0);
    }
  }

  private void eac3Block(boolean first) {
    out.bits(channels, 0); // dithflag
    out.bits(like.acmod() == 0 ? 2 : 1, 0); // no dynrng
    out.bits(1, 0); // no spectral extension
    if (like.acmod() == 2) {
      out.bits(first ? 4 : 1, 0); // no rematrixing
    }
    if (first) {
      exponents();
    }
    if (!like.dependent()) {
      out.bits(1, 0); // convsnroffste
    }
  }

  /**
   * Writes the checksum of what is behind the syncword into the last two bytes before {@code end}.
   */
  private static void putCrc(byte[] frame, int end) {
    int crc = 0;
    for (int i = 2; i < end - CRC_BYTES; i++) {
      crc ^= (frame[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ CRC;
      }
      crc &= 0xffff;
    }
    frame[end - 2] = (byte) (crc >> 8);
    frame[end - 1] = (byte) crc;
  }
}
