package io.millrace.demux.framing;

import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How the frames of one kind of sound are found and read. */
public interface AudioSyntax {
  /** Takes the access units of a frame. */
  interface Sink {
    /** The format of the units that follow. */
    void onFormat(AudioFormat format);

    /**
     * An access unit.
     *
     * @param samples PCM samples per channel it decodes to
     * @param sampleRate of those samples, Hz
     */
    void onUnit(Payload data, int samples, int sampleRate);
  }

  /** Bytes that {@link #frameBytes} needs. */
  int headerBytes();

  /** Bytes of the frame that starts at {@code at}, or 0 if none does. */
  int frameBytes(byte[] bytes, int at);

  /** Whether the headers at both places can be of frames of one stream. */
  default boolean agree(byte[] bytes, int at, int other) {
    return true;
  }

  /**
   * Reads a whole frame.
   *
   * @throws io.millrace.media.MediaException if it cannot be used
   */
  void read(Payload frame, long byteOffset, Sink sink);

  /** Writes what later frames need of earlier ones. */
  default void save(DataOutput out) throws IOException {}

  default void load(DataInput in) throws IOException {}
}
