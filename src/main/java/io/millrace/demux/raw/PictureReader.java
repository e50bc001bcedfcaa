package io.millrace.demux.raw;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from the bitstream in what order the pictures of one stream are shown, and how fast.
 */
interface PictureReader {
  /** How a picture belongs to the one decoded before it. */
  enum Place {
    /** It begins a coded video sequence: all before it is shown before it. */
    STARTS_SEQUENCE,
    IN_SEQUENCE,
    /** It is the other field of the same frame, or no picture at all. */
    SAME_FRAME
  }

  /**
   * Where a picture stands in the order of output.
   *
   * @param order the lowest of a sequence is shown first
   */
  record Picture(Place place, long order) {}

  /**
   * Reads the next access unit in decode order. One that cannot be read is shown behind the one
   * before it.
   */
  Picture read(Payload unit, long byteOffset);

  /** Bytes are missing here: what comes completes nothing that came. */
  void lost();

  /**
   * Most frames that come before another one in decode order and behind it in output order, in the
   * sequence of the last access unit; 0 to 16.
   */
  int reorderDepth();

  /** Frames a second as the sequence of the last access unit says, or null. */
  @Nullable FrameRate frameRate();

  void save(DataOutput out) throws IOException;

  /** Takes over what {@link #save} of one for the same codec has written. */
  void load(DataInput in) throws IOException;
}
