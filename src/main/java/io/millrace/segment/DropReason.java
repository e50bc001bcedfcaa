package io.millrace.segment;

/** Why an access unit is not published. */
public enum DropReason {
  /** Nothing is published before the first sync sample, nor between a loss and the next one. */
  BEFORE_SYNC,
  /** Shown before the sync sample that the stream, or what comes after a break, begins with. */
  LEADING,
  /** Of a track that is not selected. */
  NOT_SELECTED,
  /** Of a track whose codec the target players do not decode. */
  NEEDS_ENCODING,
  /** Of a selected track whose configuration cannot be read: nobody could decode it. */
  UNPREPARED,
  /** Audio that starts before the picture it belongs to, or behind its end. */
  OUTSIDE_PICTURE,
  /**
   * Audio between a hole that nothing fills and the next segment: its codec has no silent frame.
   */
  UNFILLED_HOLE,
  /** Its place on the timeline is taken. */
  OVERLAP,
  /**
   * The last picture of a session that another took over: the connection may have been cut in its
   * middle.
   */
  CUT_OFF,
  /** The program failed with it in hand. */
  FAULT,
  /** Its time stamp fits neither what came before nor what came after. */
  IMPLAUSIBLE_TIME
}
