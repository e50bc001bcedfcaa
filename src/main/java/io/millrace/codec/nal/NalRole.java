package io.millrace.codec.nal;

/** What a NAL unit is there for, as a packager sees it. */
public enum NalRole {
  /** A slice or a part of one: an access unit with it holds a picture. */
  PICTURE,
  /** Describes pictures, and is published apart from them or with them. */
  PARAMETER_SET,
  /**
   * What a file has no use for: access unit delimiters, filler data, and layers that its sample
   * entry does not speak of. ISO/IEC 14496-15, 4.
   */
  STUFFING,
  /** SEI and all the rest, which stays. */
  OTHER
}
