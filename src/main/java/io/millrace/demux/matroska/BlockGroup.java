package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A block and what else is said about it. RFC 9559, 5.1.3.4 and 5.1.3.5.
 *
 * @param sync it refers to no other block
 * @param duration of the block in ticks of TimestampScale, 0 if it is not declared
 */
record BlockGroup(Block block, boolean sync, long duration) {
  private static final int BLOCK = 0xa1;
  private static final int BLOCK_DURATION = 0x9b;
  private static final int REFERENCE_BLOCK = 0xfb;

  /**
   * Reads the body of a BlockGroup or a SimpleBlock.
   *
   * @throws Malformed if it has no block or cannot be read
   */
  static BlockGroup read(int elementId, Payload body, long offset) {
    if (elementId == MatroskaSchema.SIMPLE_BLOCK) {
      Block block = Block.read(body, offset);
      return new BlockGroup(block, block.isKeyframe(), 0);
    }
    return read(body, offset);
  }

  private static BlockGroup read(Payload body, long offset) {
    @Nullable Block block = null;
    boolean sync = true;
    long duration = 0;
    EbmlCursor child = new EbmlCursor(body, offset);
    while (child.next()) {
      switch (child.id()) {
        case BLOCK -> block = Block.read(child.body(), child.bodyOffset());
        case BLOCK_DURATION -> duration = child.unsigned();
        case REFERENCE_BLOCK -> sync = false;
        default -> {} // additions, padding, statistics
      }
    }
    if (block == null) {
      throw new Malformed(offset, "BlockGroup: no Block");
    }
    return new BlockGroup(block, sync, duration);
  }
}
