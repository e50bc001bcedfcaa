package io.millrace.demux.matroska;

import io.millrace.demux.matroska.EbmlElement.Body;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of Matroska down to the blocks. RFC 9559, 5.1; RFC 8794, 11. */
final class MatroskaSchema implements EbmlSchema {
  static final int EBML = 0x1a45dfa3;
  static final int SEGMENT = 0x18538067;
  static final int INFO = 0x1549a966;
  static final int TRACKS = 0x1654ae6b;
  static final int CLUSTER = 0x1f43b675;
  static final int TIMESTAMP = 0xe7;
  static final int SIMPLE_BLOCK = 0xa3;
  static final int BLOCK_GROUP = 0xa0;

  private static final int MAX_BLOCK_BYTES = 64 << 20;

  /** Attachments and reserved space may be large, but beyond this a size is damage. */
  private static final long MAX_SKIPPED_BYTES = 1L << 32;

  private static final long MAX_UNKNOWN_BYTES = 1 << 20;
  private static final long MAX_UNKNOWN_BYTES_IN_CLUSTER = 1 << 16;

  private static final Map<Integer, EbmlElement> ELEMENTS = new HashMap<>();

  static {
    add(new EbmlElement(EBML, "EBML header", 0, Body.WHOLE, 4096));
    add(new EbmlElement(SEGMENT, "Segment", 0, Body.OPENED, Long.MAX_VALUE));
    add(new EbmlElement(INFO, "Info", 1, Body.WHOLE, 1 << 20));
    add(new EbmlElement(TRACKS, "Tracks", 1, Body.WHOLE, 8 << 20));
    add(new EbmlElement(CLUSTER, "Cluster", 1, Body.OPENED, Long.MAX_VALUE));
    skip(0x114d9b74, "SeekHead", 1);
    skip(0x1c53bb6b, "Cues", 1);
    skip(0x1043a770, "Chapters", 1);
    skip(0x1254c367, "Tags", 1);
    skip(0x1941a469, "Attachments", 1);
    add(new EbmlElement(TIMESTAMP, "Timestamp", 2, Body.WHOLE, 8));
    add(new EbmlElement(SIMPLE_BLOCK, "SimpleBlock", 2, Body.WHOLE, MAX_BLOCK_BYTES));
    add(new EbmlElement(BLOCK_GROUP, "BlockGroup", 2, Body.WHOLE, MAX_BLOCK_BYTES));
    skip(0x5854, "SilentTracks", 2);
    skip(0xa7, "Position", 2);
    skip(0xab, "PrevSize", 2);
    skip(0xaf, "EncryptedBlock", 2);
    skip(0xec, "Void", EbmlElement.ANY_LEVEL);
    skip(0xbf, "CRC-32", EbmlElement.ANY_LEVEL);
  }

  private static void skip(int id, String name, int level) {
    add(new EbmlElement(id, name, level, Body.SKIPPED, MAX_SKIPPED_BYTES));
  }

  private static void add(EbmlElement element) {
    ELEMENTS.put(element.id(), element);
  }

  @Override
  public @Nullable EbmlElement find(int id) {
    return ELEMENTS.get(id);
  }

  /**
   * RFC 8794, 5 wants unknown elements ignored. A damaged stream is full of them, though: children
   * of a Segment all have ids of four bytes, those of a Cluster shorter ones, and the ids of one
   * byte are given out. RFC 9559, 27.1.
   */
  @Override
  public @Nullable EbmlElement unknown(int id, int level) {
    boolean fourBytes = id >>> 28 == 1;
    if (level == 1 && fourBytes) {
      return unknown(id, level, MAX_UNKNOWN_BYTES);
    }
    return level == 2 && !fourBytes && id > 0xff
        ? unknown(id, level, MAX_UNKNOWN_BYTES_IN_CLUSTER)
        : null;
  }

  private static EbmlElement unknown(int id, int level, long maxBytes) {
    return new EbmlElement(id, "element %x".formatted(id), level, Body.SKIPPED, maxBytes);
  }
}
