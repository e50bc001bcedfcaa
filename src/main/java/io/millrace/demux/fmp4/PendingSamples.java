package io.millrace.demux.fmp4;

/**
 * Samples of one track that moov or a moof has announced and whose bytes are to come, in decode
 * order. All but {@link #hasNext} are about the next one and may be asked only if there is one.
 */
interface PendingSamples {
  boolean hasNext();

  /** Of its first byte in the session. */
  long offset();

  /** Bytes. */
  long size();

  /** Presentation time before the edit list, ticks of the track's timescale. */
  long pts();

  /** Ticks of the track's timescale. */
  long duration();

  boolean sync();

  /** Of its sample description, counted from 0. */
  int description();

  /** Goes on to the sample behind it. */
  void next();

  /** Gives it up with all that lie behind it without a gap: the rest of the chunk or run. */
  void dropRun();
}
