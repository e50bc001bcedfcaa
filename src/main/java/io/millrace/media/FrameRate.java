package io.millrace.media;

import java.util.Locale;

/**
 * Frames per second as a fraction, 30000/1001 for 29.97.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record FrameRate(int numerator, int denominator) {
  public FrameRate {
    if (numerator < 1 || denominator < 1) {
      throw new IllegalArgumentException(
          "Invalid frame rate: %d/%d".formatted(numerator, denominator));
    }
    int divisor = gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
  }

  /** Three decimals, as FRAME-RATE of RFC 8216, 4.3.4.2 wants it: {@code 29.970}. */
  public String decimal() {
    long thousandths = (1000L * numerator + denominator / 2) / denominator;
    return String.format(Locale.ROOT, "%d.%03d", thousandths / 1000, thousandths % 1000);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
