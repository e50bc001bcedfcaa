package io.millrace.demux.fmp4;

import io.millrace.isobmff.BoxCursor;
import io.millrace.media.Payload;

/**
 * The tables of stbl, as bytes: nothing is taken out before it is needed. ISO/IEC 14496-12, 8.6 and
 * 8.7. Every table is checked to hold as many entries as it says.
 *
 * @param sampleCount of stsz; with a uniform size no bytes bound it
 * @param sampleSize bytes of all samples alike, 0 if {@code sizes} has them
 * @param sizeBits of an entry of {@code sizes}: 32, or 4, 8 or 16 in stz2
 */
record SampleTables(
    long sampleCount,
    long sampleSize,
    int sizeBits,
    Payload sizes,
    Table chunkOffsets,
    Table chunkRuns,
    Table durations,
    Table compositions,
    boolean allSync,
    Table syncSamples) {
  /**
   * Entries of one size.
   *
   * @param bytes exactly the entries
   */
  record Table(Payload bytes, int entrySize) {
    static final Table NONE = new Table(Payload.EMPTY, 1);

    int count() {
      return bytes.length() / entrySize;
    }

    /** The 32 bits at {@code at} in entry {@code index}. */
    long u32(int index, int at) {
      return BigEndian.u32(bytes, index * entrySize + at);
    }

    int s32(int index, int at) {
      return BigEndian.s32(bytes, index * entrySize + at);
    }
  }

  /** Whether samples are in the file itself and not only in fragments. */
  boolean isEmpty() {
    return sampleCount == 0 || chunkOffsets.count() == 0 || chunkRuns.count() == 0;
  }

  /** Bytes of the sample {@code index}. */
  long size(long index) {
    if (sampleSize > 0) {
      return sampleSize;
    }
    int i = (int) index;
    return switch (sizeBits) {
      case 4 -> sizes.unsignedAt(i / 2) >> (i % 2 == 0 ? 4 : 0) & 15;
      case 8 -> sizes.unsignedAt(i);
      case 16 -> BigEndian.u16(sizes, 2 * i);
      default -> BigEndian.u32(sizes, 4 * i);
    };
  }

  /** Offset of a chunk from the start of the file; below 0 if it is past 2^63. */
  long chunkOffset(int chunk) {
    return chunkOffsets.entrySize() == 8
        ? BigEndian.s64(chunkOffsets.bytes(), 8 * chunk)
        : chunkOffsets.u32(chunk, 0);
  }

  /** Ticks of all samples together; below 0 if they do not fit. */
  long totalDuration() {
    long total = 0;
    for (int i = 0; i < durations.count() && total >= 0; i++) {
      total = Ticks.add(total, durations.u32(i, 0), durations.u32(i, 4));
    }
    return total;
  }

  /**
   * Reads the tables.
   *
   * @throws io.millrace.media.MediaException if one of them is shorter than it says
   */
  static SampleTables read(BoxCursor stbl) {
    Builder builder = new Builder();
    while (stbl.next()) {
      builder.read(stbl);
    }
    return builder.build();
  }

  private static final class Builder {
    private static final int FULL_BOX = 4;

    private long sampleCount;
    private long sampleSize;
    private int sizeBits = 32;
    private Payload sizes = Payload.EMPTY;
    private Table chunkOffsets = Table.NONE;
    private Table chunkRuns = Table.NONE;
    private Table durations = Table.NONE;
    private Table compositions = Table.NONE;
    private boolean allSync = true;
    private Table syncSamples = Table.NONE;

    void read(BoxCursor box) {
      switch (box.type()) {
        case "stsz" -> readSizes(box);
        case "stz2" -> readCompactSizes(box);
        case "stco" -> chunkOffsets = table(box, 4);
        case "co64" -> chunkOffsets = table(box, 8);
        case "stsc" -> chunkRuns = table(box, 12);
        case "stts" -> durations = table(box, 8);
        case "ctts" -> compositions = table(box, 8);
        case "stss" -> {
          syncSamples = table(box, 4);
          allSync = false;
        }
        default -> {} // nothing that an access unit depends on
      }
    }

    private static Table table(BoxCursor box, int entrySize) {
      Payload payload = require(box, FULL_BOX + 4);
      long count = BigEndian.u32(payload, FULL_BOX);
      return new Table(entries(box, FULL_BOX + 4, count, 8L * entrySize), entrySize);
    }

    private void readSizes(BoxCursor box) {
      Payload payload = require(box, FULL_BOX + 8);
      sampleSize = BigEndian.u32(payload, FULL_BOX);
      sampleCount = BigEndian.u32(payload, FULL_BOX + 4);
      sizeBits = 32;
      sizes = sampleSize == 0 ? entries(box, FULL_BOX + 8, sampleCount, sizeBits) : Payload.EMPTY;
    }

    private void readCompactSizes(BoxCursor box) {
      Payload payload = require(box, FULL_BOX + 8);
      sizeBits = payload.unsignedAt(FULL_BOX + 3);
      if (sizeBits != 4 && sizeBits != 8 && sizeBits != 16) {
        throw box.malformed("field size %d", sizeBits);
      }
      sampleSize = 0;
      sampleCount = BigEndian.u32(payload, FULL_BOX + 4);
      sizes = entries(box, FULL_BOX + 8, sampleCount, sizeBits);
    }

    private static Payload require(BoxCursor box, int length) {
      Payload payload = box.payload();
      if (payload.length() < length) {
        throw box.malformed("%d bytes, expected at least %d", payload.length(), length);
      }
      return payload;
    }

    private static Payload entries(BoxCursor box, int from, long count, long bitsEach) {
      int left = box.payload().length() - from;
      long bytes = (count * bitsEach + 7) / 8;
      if (bytes > left) {
        throw box.malformed("%d entries of %d bits in %d bytes", count, bitsEach, left);
      }
      return box.payload().slice(from, (int) bytes);
    }

    SampleTables build() {
      return new SampleTables(
          sampleCount,
          sampleSize,
          sizeBits,
          sizes,
          chunkOffsets,
          chunkRuns,
          durations,
          compositions,
          allSync,
          syncSamples);
    }
  }
}
