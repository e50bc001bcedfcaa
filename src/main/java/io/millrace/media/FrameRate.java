package io.millrace.media;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Frames per second as a fraction, 30000/1001 for 29.97.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record FrameRate(int numerator, int denominator) {
  private static final long MAX_DECLARED = 1000;
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(?:/([0-9]{1,9}))?");

  public FrameRate {
    if (numerator < 1 || denominator < 1) {
      throw new IllegalArgumentException(
          "Invalid frame rate: %d/%d".formatted(numerator, denominator));
    }
    int divisor = (int) gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
  }

  /**
   * A rate that a bitstream declares; null if it is none, or so high that nobody means it.
   *
   * @param numerator 0 to 2^63 - 1
   * @param denominator 0 to 2^63 - 1
   */
  public static @Nullable FrameRate plausible(long numerator, long denominator) {
    if (numerator < 1 || denominator < 1) {
      return null;
    }
    long divisor = gcd(numerator, denominator);
    long frames = numerator / divisor;
    long seconds = denominator / divisor;
    boolean plausible =
        frames <= Integer.MAX_VALUE
            && seconds <= Integer.MAX_VALUE
            && frames / seconds <= MAX_DECLARED;
    return plausible ? new FrameRate((int) frames, (int) seconds) : null;
  }

  /**
   * A rate as people write it: {@code 25} or {@code 30000/1001}.
   *
   * @throws IllegalArgumentException if it is not written so, or above 1000
   */
  public static FrameRate parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    if (matcher.matches()) {
      String denominator = matcher.group(2) == null ? "1" : matcher.group(2);
      FrameRate rate = plausible(Long.parseLong(matcher.group(1)), Long.parseLong(denominator));
      if (rate != null) {
        return rate;
      }
    }
    throw new IllegalArgumentException(
        "Invalid frame rate: %s; write it as 25 or 30000/1001, at most %d"
            .formatted(written, MAX_DECLARED));
  }

  /** Three decimals, as FRAME-RATE of RFC 8216, 4.3.4.2 wants it: {@code 29.970}. */
  public String decimal() {
    long thousandths = (1000L * numerator + denominator / 2) / denominator;
    return String.format(Locale.ROOT, "%d.%03d", thousandths / 1000, thousandths % 1000);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
