package io.millrace.transcode;

/**
 * A stretch of the timeline at the encoder's rate, as it is heard: silence, and what is added to
 * it.
 */
final class SoundMix {
  private final long first;
  private final float[][] planes;

  /**
   * Silence.
   *
   * @param first position of the first sample
   * @param last behind the last one
   */
  SoundMix(int channels, long first, long last) {
    this.first = first;
    this.planes = new float[channels][Math.toIntExact(last - first)];
  }

  long first() {
    return first;
  }

  long last() {
    return first + planes[0].length;
  }

  /** One array for each channel. */
  float[][] planes() {
    return planes;
  }

  /** Adds what of {@code count} samples from {@code place} on lies here. */
  void add(float[][] other, int count, long place) {
    long from = Math.max(first, place);
    long to = Math.min(last(), place + count);
    for (int channel = 0; channel < planes.length; channel++) {
      for (long at = from; at < to; at++) {
        planes[channel][(int) (at - first)] += other[channel][(int) (at - place)];
      }
    }
  }
}
