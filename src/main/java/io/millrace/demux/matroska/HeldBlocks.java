package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Blocks of a file whose Tracks stand behind its Clusters: they wait until they can be read. */
final class HeldBlocks {
  private static final int MAX_BLOCKS = 1 << 16;
  private static final int MAX_BYTES = 16 << 20;

  private final List<Held> blocks = new ArrayList<>();
  private int bytes;

  /**
   * A block that waits.
   *
   * @param elementId SimpleBlock or BlockGroup
   * @param clusterTimestamp of its Cluster, in ticks of TimestampScale
   * @param offset of its body in the session
   */
  record Held(int elementId, long clusterTimestamp, Payload body, long offset) {}

  /**
   * Keeps a copy of a block.
   *
   * @throws Unsupported if that were too many
   */
  void add(Held block) {
    if (blocks.size() == MAX_BLOCKS || block.body().length() > MAX_BYTES - bytes) {
      throw new Unsupported(
          block.offset(), "Tracks are not among the first %d bytes of blocks", MAX_BYTES);
    }
    Payload copy = Payload.of(block.body().toByteArray());
    blocks.add(new Held(block.elementId(), block.clusterTimestamp(), copy, block.offset()));
    bytes += copy.length();
  }

  /** All of them in the order they came; none waits any more. */
  List<Held> take() {
    List<Held> taken = List.copyOf(blocks);
    clear();
    return taken;
  }

  void clear() {
    blocks.clear();
    bytes = 0;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(blocks.size());
    for (Held block : blocks) {
      out.writeInt(block.elementId());
      out.writeLong(block.clusterTimestamp());
      out.writeLong(block.offset());
      SavedMedia.writePayload(out, block.body());
    }
  }

  static HeldBlocks load(DataInput in) throws IOException {
    HeldBlocks held = new HeldBlocks();
    for (int i = SavedMedia.readCount(in, MAX_BLOCKS, "held blocks"); i > 0; i--) {
      int elementId = in.readInt();
      long clusterTimestamp = in.readLong();
      long offset = in.readLong();
      Payload body = SavedMedia.readPayload(in, MAX_BYTES - held.bytes, "bytes of held blocks");
      held.blocks.add(new Held(elementId, clusterTimestamp, body, offset));
      held.bytes += body.length();
    }
    return held;
  }
}
