package io.millrace.cmaf;

/** Sample flags as Millrace sets them. ISO/IEC 14496-12, 8.8.3.1. */
final class SampleFlags {
  /** sample_depends_on 2: needs no other sample. */
  static final int SYNC = 0x0200_0000;

  /** sample_depends_on 1: needs others; sample_is_non_sync_sample. */
  static final int NON_SYNC = 0x0101_0000;

  private SampleFlags() {}
}
