package io.millrace.demux.elementary;

/** Why an access unit is not handed on. None of these is damage: that is a loss. */
public enum DropReason {
  /** No bytes at all. */
  EMPTY,
  /** No slice of a picture in it: parameter sets, SEI or a delimiter alone. */
  NO_PICTURE,
  /**
   * A picture that is not shown, in a unit of its own: its bytes go to the front of the next unit
   * of the track, unless decoding can start at that one anyway.
   */
  NOT_SHOWN,
  /** Nobody can decode it: neither the container nor the stream has brought SPS and PPS yet. */
  NO_PARAMETER_SETS,
  /**
   * Frames that are no whole access unit: of E-AC-3 fewer than six blocks, or no main programme.
   */
  INCOMPLETE,
  /**
   * Nobody can decode it: a leading picture whose references the stream says are gone. ITU-T H.265,
   * 8.1.3.
   */
  UNDECODABLE,
  /** A codec that is not served; said once for the whole track. */
  UNSUPPORTED_CODEC,
  /** Of a track that the container has not declared. */
  UNKNOWN_TRACK
}
