package io.millrace.isobmff;

import java.nio.ByteBuffer;

/**
 * Track fragment header box. ISO/IEC 14496-12, 8.8.7. Contained in traf. Flags say which fields the
 * box has; the others are 0.
 *
 * @param baseDataOffset bytes from the start of the file
 * @param defaultSampleDuration ticks of the track's timescale
 */
public record Tfhd(
    int flags,
    long trackId,
    long baseDataOffset,
    long sampleDescriptionIndex,
    long defaultSampleDuration,
    long defaultSampleSize,
    int defaultSampleFlags)
    implements Box {
  public static final int BASE_DATA_OFFSET = 0x1;
  public static final int SAMPLE_DESCRIPTION_INDEX = 0x2;
  public static final int DEFAULT_SAMPLE_DURATION = 0x8;
  public static final int DEFAULT_SAMPLE_SIZE = 0x10;
  public static final int DEFAULT_SAMPLE_FLAGS = 0x20;
  public static final int DURATION_IS_EMPTY = 0x1_0000;
  public static final int DEFAULT_BASE_IS_MOOF = 0x2_0000;

  private static final int FIELDS_OF_32_BITS =
      SAMPLE_DESCRIPTION_INDEX
          | DEFAULT_SAMPLE_DURATION
          | DEFAULT_SAMPLE_SIZE
          | DEFAULT_SAMPLE_FLAGS;

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void put(ByteBuffer out, int flag, long value) {
    if (has(flag)) {
      out.putInt((int) value);
    }
  }

  public Tfhd {
    Fields.unsigned32("tfhd track id", trackId);
    Fields.unsigned32("tfhd sample description index", sampleDescriptionIndex);
    Fields.unsigned32("tfhd sample duration", defaultSampleDuration);
    Fields.unsigned32("tfhd sample size", defaultSampleSize);
  }

  static Tfhd read(BoxInput in) {
    long trackId = in.fullBox(0).u32();
    return new Tfhd(
        in.flags(),
        trackId,
        in.flag(BASE_DATA_OFFSET) ? in.u63() : 0,
        in.flag(SAMPLE_DESCRIPTION_INDEX) ? in.u32() : 0,
        in.flag(DEFAULT_SAMPLE_DURATION) ? in.u32() : 0,
        in.flag(DEFAULT_SAMPLE_SIZE) ? in.u32() : 0,
        in.flag(DEFAULT_SAMPLE_FLAGS) ? in.s32() : 0);
  }

  @Override
  public String type() {
    return "tfhd";
  }

  @Override
  public int payloadSize() {
    return 8 + (has(BASE_DATA_OFFSET) ? 8 : 0) + 4 * Integer.bitCount(flags & FIELDS_OF_32_BITS);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, flags);
    out.putInt((int) trackId);
    if (has(BASE_DATA_OFFSET)) {
      out.putLong(baseDataOffset);
    }
    put(out, SAMPLE_DESCRIPTION_INDEX, sampleDescriptionIndex);
    put(out, DEFAULT_SAMPLE_DURATION, defaultSampleDuration);
    put(out, DEFAULT_SAMPLE_SIZE, defaultSampleSize);
    put(out, DEFAULT_SAMPLE_FLAGS, defaultSampleFlags);
  }
}
