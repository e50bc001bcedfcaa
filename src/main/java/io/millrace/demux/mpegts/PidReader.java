package io.millrace.demux.mpegts;

/** Takes the payloads of the packets of one PID. */
interface PidReader {
  /** Where a payload stands, and what its packet says. */
  void payload(
      byte[] packet, int from, int to, boolean unitStart, boolean randomAccess, long byteOffset);

  /** Bytes are missing here: drops what is half read. */
  void lost();

  /** The array of the packets so far goes away. */
  default void onArrayEnd() {}
}
