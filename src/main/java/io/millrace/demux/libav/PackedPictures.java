package io.millrace.demux.libav;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Takes apart what encoders for AVI have packed: two MPEG-4 pictures in one chunk, and instead of
 * the second an empty one in the chunk where it would be ("packed bitstream").
 */
final class PackedPictures {
  private static final int VOP = 0xb6;

  /** A picture that is not coded has no more bytes. */
  private static final int MAX_EMPTY_BYTES = 19;

  /** The second picture of an earlier chunk; empty if there is none. */
  private Payload waiting = Payload.EMPTY;

  /** Takes the next chunk of the container and hands on what belongs at its place. */
  void add(TimedPicture chunk, Consumer<TimedPicture> out) {
    Payload data = chunk.data();
    int first = PictureType.startCode(data, VOP, 0);
    int second = first < 0 ? -1 : PictureType.startCode(data, VOP, first + 1);
    if (second > 0) {
      waiting = data.slice(second, data.length() - second);
      out.accept(chunk.with(data.slice(0, second)));
    } else if (waiting.isEmpty()) {
      out.accept(chunk);
    } else {
      Payload belongsHere = waiting;
      waiting = data.length() <= MAX_EMPTY_BYTES ? Payload.EMPTY : data;
      out.accept(chunk.with(belongsHere));
    }
  }

  /** What comes does not follow what came. */
  void clear() {
    waiting = Payload.EMPTY;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, waiting);
  }

  static PackedPictures load(DataInput in) throws IOException {
    PackedPictures loaded = new PackedPictures();
    loaded.waiting = SavedMedia.readPayload(in);
    return loaded;
  }
}
