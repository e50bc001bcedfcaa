package io.millrace.transcode;

/** What can be said of two runs of PCM. */
final class Loudness {
  private Loudness() {}

  /** Mean power, dB of full scale; minus infinity for silence. */
  static double power(float[] sound, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) sound[i] * sound[i];
    }
    return 10 * Math.log10(sum / count);
  }

  /** Power of {@code sound} above that of its difference from {@code other}, dB. */
  static double snr(float[] sound, int from, float[] other, int otherFrom, int count) {
    float[] difference = new float[count];
    for (int i = 0; i < count; i++) {
      difference[i] = sound[from + i] - other[otherFrom + i];
    }
    return power(sound, from, count) - power(difference, 0, count);
  }

  /** The largest difference of two samples at one place. */
  static double peakError(float[] sound, int from, float[] other, int otherFrom, int count) {
    double peak = 0;
    for (int i = 0; i < count; i++) {
      peak = Math.max(peak, Math.abs(sound[from + i] - other[otherFrom + i]));
    }
    return peak;
  }
}
