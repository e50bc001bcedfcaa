package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Track fragment run box. ISO/IEC 14496-12, 8.8.8. Contained in traf. Flags say which fields the
 * box has; the others are 0.
 *
 * @param version 1: composition offsets are signed
 * @param dataOffset bytes from the first byte of moof to the first byte of the first sample
 */
public record Trun(
    int version, int flags, int dataOffset, int firstSampleFlags, List<Entry> samples)
    implements Box {
  public static final int DATA_OFFSET = 0x1;
  public static final int FIRST_SAMPLE_FLAGS = 0x4;
  public static final int SAMPLE_DURATION = 0x100;
  public static final int SAMPLE_SIZE = 0x200;
  public static final int SAMPLE_FLAGS = 0x400;
  public static final int SAMPLE_COMPOSITION_TIME_OFFSET = 0x800;

  /** Without fields a sample costs no bytes in the box, so the box does not bound their number. */
  private static final int MAX_SAMPLES = 1 << 16;

  /**
   * One sample of the run.
   *
   * @param duration ticks of the track's timescale
   * @param size bytes
   * @param flags as of 8.8.3.1
   * @param compositionOffset ticks; below 0 only in version 1
   */
  public record Entry(long duration, long size, int flags, long compositionOffset) {}

  private static int entrySize(int flags) {
    return 4
        * Integer.bitCount(
            flags
                & (SAMPLE_DURATION | SAMPLE_SIZE | SAMPLE_FLAGS | SAMPLE_COMPOSITION_TIME_OFFSET));
  }

  private static Entry readEntry(BoxInput in) {
    return new Entry(
        in.flag(SAMPLE_DURATION) ? in.u32() : 0,
        in.flag(SAMPLE_SIZE) ? in.u32() : 0,
        in.flag(SAMPLE_FLAGS) ? in.s32() : 0,
        in.flag(SAMPLE_COMPOSITION_TIME_OFFSET) ? readOffset(in) : 0);
  }

  private static long readOffset(BoxInput in) {
    return in.version() == 0 ? in.u32() : in.s32();
  }

  private void writeEntry(ByteBuffer out, Entry sample) {
    if ((flags & SAMPLE_DURATION) != 0) {
      out.putInt(Fields.unsigned32("sample duration", sample.duration()));
    }
    if ((flags & SAMPLE_SIZE) != 0) {
      out.putInt(Fields.unsigned32("sample size", sample.size()));
    }
    if ((flags & SAMPLE_FLAGS) != 0) {
      out.putInt(sample.flags());
    }
    if ((flags & SAMPLE_COMPOSITION_TIME_OFFSET) != 0) {
      out.putInt(checkOffset(sample.compositionOffset()));
    }
  }

  private int checkOffset(long offset) {
    boolean fits = version == 0 ? offset >= 0 && offset <= 0xffff_ffffL : offset == (int) offset;
    if (!fits) {
      throw new IllegalArgumentException("Invalid composition offset: %d".formatted(offset));
    }
    return (int) offset;
  }

  public Trun {
    samples = List.copyOf(samples);
    if ((flags & FIRST_SAMPLE_FLAGS) != 0 && (flags & SAMPLE_FLAGS) != 0) {
      throw new IllegalArgumentException("Invalid trun: flags of the first and of each sample");
    }
  }

  static Trun read(BoxInput in) {
    long count = in.fullBox(1).u32();
    if (in.flag(FIRST_SAMPLE_FLAGS) && in.flag(SAMPLE_FLAGS)) {
      throw in.malformed("flags of the first and of each sample");
    }
    int dataOffset = in.flag(DATA_OFFSET) ? in.s32() : 0;
    int firstSampleFlags = in.flag(FIRST_SAMPLE_FLAGS) ? in.s32() : 0;
    if (count > MAX_SAMPLES || count * entrySize(in.flags()) > in.remaining()) {
      throw in.malformed("%d samples in %d bytes", count, in.remaining());
    }
    List<Entry> samples = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      samples.add(readEntry(in));
    }
    return new Trun(in.version(), in.flags(), dataOffset, firstSampleFlags, samples);
  }

  @Override
  public String type() {
    return "trun";
  }

  @Override
  public int payloadSize() {
    return 8
        + 4 * Integer.bitCount(flags & (DATA_OFFSET | FIRST_SAMPLE_FLAGS))
        + samples.size() * entrySize(flags);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, version, flags);
    out.putInt(samples.size());
    if ((flags & DATA_OFFSET) != 0) {
      out.putInt(dataOffset);
    }
    if ((flags & FIRST_SAMPLE_FLAGS) != 0) {
      out.putInt(firstSampleFlags);
    }
    for (Entry sample : samples) {
      writeEntry(out, sample);
    }
  }
}
