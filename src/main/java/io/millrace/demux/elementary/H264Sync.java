package io.millrace.demux.elementary;

/** Which pictures of H.264 are sync samples. */
public enum H264Sync {
  /** IDR pictures, as files and players want it. ISO/IEC 14496-15, 4.3.3. */
  IDR,
  /**
   * Those, and recovery points at which all is right at once: enough for a decoder that throws away
   * what is shown before them. ITU-T H.264, D.2.8.
   */
  RECOVERY_POINT
}
