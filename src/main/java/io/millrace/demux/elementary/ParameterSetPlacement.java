package io.millrace.demux.elementary;

/** Where the parameter sets of H.264 and H.265 are published. ISO/IEC 14496-15, 5.4 and 8.4. */
public enum ParameterSetPlacement {
  /**
   * In the init segment alone: {@code avc1}, {@code hvc1}. A change of them is another init
   * segment. Apple's players want this.
   */
  INIT_SEGMENT,
  /**
   * In the samples too: {@code avc3}, {@code hev1}. A change of them that keeps size and profile is
   * no discontinuity.
   */
  SAMPLES
}
