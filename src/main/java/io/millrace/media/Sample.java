package io.millrace.media;

/**
 * An access unit with a duration, as a {@code trun} holds it. ISO/IEC 14496-12, 8.8.8.
 *
 * @param duration ticks of the track's timescale until the next sample's decode time, above 0
 * @param compositionOffset presentation time minus decode time, ticks, may be negative
 * @param sync decoding can start here
 * @param data coded bytes as CMAF stores them: length-prefixed NAL units, raw AAC
 */
public record Sample(long duration, long compositionOffset, boolean sync, Payload data) {
  public Sample {
    if (duration < 1) {
      throw new IllegalArgumentException("Invalid sample: duration %d".formatted(duration));
    }
  }
}
