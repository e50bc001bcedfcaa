package io.millrace.demux.elementary;

/** Where the parameter sets of H.264 and H.265 are published. ISO/IEC 14496-15, 5.4 and 8.4. */
public enum ParameterSetPlacement {
  /**
   * In the init segment alone: {@code avc1}, {@code hvc1}. A change of them is another init
   * segment. Apple's players want this.
   */
  INIT_SEGMENT,
  /**
   * In the samples too, all of them in each sync sample: {@code avc3}, {@code hev1}. A change of
   * them that keeps the codecs string, the size and how pictures are shown is no discontinuity.
   */
  SAMPLES;

  /** The sample entry of the two that stands for this placement. */
  String sampleEntry(String ofInitSegment, String ofSamples) {
    return this == INIT_SEGMENT ? ofInitSegment : ofSamples;
  }
}
