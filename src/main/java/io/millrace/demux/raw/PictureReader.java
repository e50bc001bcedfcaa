package io.millrace.demux.raw;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
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
   * What a coded video sequence says of all its pictures.
   *
   * @param reorderDepth most frames that come before another one in decode order and behind it in
   *     output order; 0 to 16
   * @param frameRate frames a second, or null if it does not say
   */
  record Sequence(int reorderDepth, @Nullable FrameRate frameRate) {
    /** Before the first access unit. */
    static final Sequence UNKNOWN = new Sequence(0, null);

    void save(DataOutput out) throws IOException {
      out.writeInt(reorderDepth);
      SavedMedia.writeFrameRate(out, frameRate);
    }

    static Sequence load(DataInput in) throws IOException {
      return new Sequence(in.readInt(), SavedMedia.readFrameRate(in));
    }
  }

  /**
   * Reads the next access unit in decode order. One that cannot be read is shown behind the one
   * before it.
   */
  Picture read(Payload unit, long byteOffset);

  /** Bytes are missing here: what comes completes nothing that came. */
  void lost();

  /** What the sequence of the last access unit says. */
  Sequence sequence();

  void save(DataOutput out) throws IOException;

  /** Takes over what {@link #save} of one for the same codec has written. */
  void load(DataInput in) throws IOException;
}
