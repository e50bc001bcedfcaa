package io.millrace.media;

/**
 * Coding-independent code points of a picture's colour. ITU-T H.273, 8; {@code colr nclx} of
 * ISO/IEC 14496-12, 12.1.5. The value 2 means unspecified.
 */
public record Colour(int primaries, int transfer, int matrix, boolean fullRange) {
  public static final Colour UNSPECIFIED = new Colour(2, 2, 2, false);

  private static final int UNKNOWN = 2;

  /** The same, with the code points of {@code other} where they are unspecified here. */
  public Colour orElse(Colour other) {
    return new Colour(
        primaries == UNKNOWN ? other.primaries : primaries,
        transfer == UNKNOWN ? other.transfer : transfer,
        matrix == UNKNOWN ? other.matrix : matrix,
        fullRange);
  }

  /**
   * Limited range, and each code point that of ITU-R BT.709 or unspecified: what players assume.
   */
  public boolean isUsual() {
    return !fullRange && isUsual(primaries) && isUsual(transfer) && isUsual(matrix);
  }

  private static boolean isUsual(int codePoint) {
    return codePoint == 1 || codePoint == 2;
  }
}
