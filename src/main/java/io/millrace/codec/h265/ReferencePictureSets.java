package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;

/**
 * The reference picture sets of a sequence parameter set: nothing here wants them, but the VUI
 * stands behind them. ITU-T H.265, 7.3.7.
 */
final class ReferencePictureSets {
  private static final int MAX_SETS = 64;
  private static final int MAX_LONG_TERM = 32;
  private static final int MAX_PICTURES = 16;

  private ReferencePictureSets() {}

  /** Passes over the short-term and the long-term sets. */
  static void skip(BitReader in, int pocBits, long byteOffset) {
    int sets = in.ue(MAX_SETS, "num_short_term_ref_pic_sets");
    int pictures = 0;
    for (int i = 0; i < sets; i++) {
      boolean predicted = i > 0 && in.flag();
      pictures = predicted ? skipPredicted(in, pictures) : skipListed(in);
      if (pictures > MAX_PICTURES) {
        throw new MediaException.Malformed(
            byteOffset, "SPS: %d pictures in a reference picture set", pictures);
      }
    }
    if (in.flag()) {
      in.skip((long) in.ue(MAX_LONG_TERM, "num_long_term_ref_pics_sps") * (pocBits + 1));
    }
  }

  /** Passes over a set that says what it takes from the one before it; its number of pictures. */
  private static int skipPredicted(BitReader in, int before) {
    in.skip(1); // delta_rps_sign
    in.ue((1 << 15) - 1, "abs_delta_rps_minus1");
    int taken = 0;
    for (int i = 0; i <= before; i++) {
      boolean used = in.flag();
      taken += used || in.flag() ? 1 : 0; // use_delta_flag is there for the unused ones
    }
    return taken;
  }

  private static int skipListed(BitReader in) {
    int negative = in.ue(MAX_PICTURES, "num_negative_pics");
    int positive = in.ue(MAX_PICTURES, "num_positive_pics");
    for (int i = 0; i < negative + positive; i++) {
      in.ue((1 << 15) - 1, "delta_poc_minus1");
      in.skip(1); // used_by_curr_pic_flag
    }
    return negative + positive;
  }
}
