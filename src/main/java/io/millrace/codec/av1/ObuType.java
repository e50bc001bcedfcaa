package io.millrace.codec.av1;

/** {@code obu_type} values that matter to a packager. AV1 Bitstream Specification, 6.2.2. */
public final class ObuType {
  public static final int SEQUENCE_HEADER = 1;
  public static final int TEMPORAL_DELIMITER = 2;
  public static final int FRAME_HEADER = 3;
  public static final int METADATA = 5;
  public static final int FRAME = 6;
  public static final int REDUNDANT_FRAME_HEADER = 7;
  public static final int TILE_LIST = 8;
  public static final int PADDING = 15;

  private ObuType() {}

  /** Whether it begins a frame, by coding it or by showing one that is decoded already. */
  static boolean beginsFrame(int type) {
    return type == FRAME || type == FRAME_HEADER;
  }

  /** Whether a sample has it: AV1 in ISO BMFF, 2.4. A decoder misses nothing of the others. */
  static boolean staysInSample(int type) {
    return type != TEMPORAL_DELIMITER
        && type != REDUNDANT_FRAME_HEADER
        && type != TILE_LIST
        && type != PADDING;
  }
}
