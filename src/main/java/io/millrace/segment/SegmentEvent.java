package io.millrace.segment;

/** What happened to a stream beside its segments. */
public enum SegmentEvent {
  /** The next segment does not continue the source's timeline or format. */
  DISCONTINUITY,
  /** A track is not published because its codec does not pass through. Said once a track. */
  NEEDS_ENCODING,
  /** A track is not published because it is encrypted or packed unreadably. Said once a track. */
  UNREADABLE_TRACK,
  /** A declared track began after segments had been published without it. */
  LATE_TRACK,
  /** No sync sample came within the maximum duration; the segment was cut by time. */
  FORCED_CUT,
  /** Pictures come, but none that decoding can start at: nothing is published. Said once a wait. */
  WAITING_FOR_SYNC,
  /** Missing audio was replaced by silence. */
  SILENCE
}
