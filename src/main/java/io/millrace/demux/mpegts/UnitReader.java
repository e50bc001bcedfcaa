package io.millrace.demux.mpegts;

import io.millrace.demux.framing.AudioFormat;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Finds the access units in the PES packets of one elementary stream. */
interface UnitReader {
  /** Takes what the reader finds, in the order of the bytes. */
  interface Sink {
    /**
     * @param pts 90 kHz ticks, unrolled
     */
    void onUnit(long pts, boolean sync, Payload data, long byteOffset);

    /** The format of the sound from here on; said again only when it changes. */
    void onAudioFormat(AudioFormat format);

    void onBadUnit(MediaException reason);
  }

  /** A PES packet begins with {@code [from, to)}: what is complete without it can go. */
  default void begin(byte[] bytes, int from, int to, Sink sink) {}

  /**
   * Takes a PES packet.
   *
   * @param pts 90 kHz ticks, unrolled, or {@link Pes#NO_PTS}
   */
  void read(Pes pes, long pts, Sink sink);

  /** Bytes are missing here: drops what is half read. */
  void reset();

  /** No more bytes come: hands out what is complete. */
  void end(Sink sink);

  void save(DataOutput out) throws IOException;

  /** Takes over what {@link #save} of a reader of the same kind has written. */
  void load(DataInput in) throws IOException;
}
