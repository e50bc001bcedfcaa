package io.millrace.codec.h264;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track.Framing;
import java.util.Arrays;

/**
 * Where the NAL units of one access unit are, which of them stay, and the sample made of those. It
 * is used again for unit after unit, so that looking costs no memory.
 */
public final class NalIndex {
  /** A picture of level 6.2 has fewer slices than this in any real stream. */
  public static final int MAX_NAL_UNITS = 16_384;

  private static final int SAMPLE_LENGTH_SIZE = 4;

  private Payload unit = Payload.EMPTY;
  private int sourceLengthSize;
  private int[] starts = new int[16];
  private int[] lengths = new int[16];
  private int count;

  /**
   * Finds the NAL units of an access unit. Where the bytes contradict the container's word about
   * their framing, the framing that explains them is taken.
   *
   * @param lengthSize bytes of a length where the framing is {@code LENGTH_PREFIXED}, 1 to 4
   * @throws MediaException.Malformed if no framing explains the bytes
   * @throws MediaException.Unsupported for more than {@link #MAX_NAL_UNITS}
   */
  public void read(Payload data, Framing declared, int lengthSize, long byteOffset) {
    unit = data;
    sourceLengthSize = Framings.lengthSize(data, declared, lengthSize);
    count = 0;
    NalUnits nalUnits =
        sourceLengthSize == Framings.ANNEX_B
            ? NalUnits.annexB(data)
            : NalUnits.lengthPrefixed(data, sourceLengthSize, byteOffset);
    while (nalUnits.next()) {
      if (count == MAX_NAL_UNITS) {
        throw new MediaException.Unsupported(
            byteOffset, "H.264: more than %d NAL units in an access unit", MAX_NAL_UNITS);
      }
      add(nalUnits.start(), nalUnits.length());
    }
  }

  private void add(int start, int length) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    starts[count] = start;
    lengths[count] = length;
    count++;
  }

  /** NAL units found, less those removed. */
  public int count() {
    return count;
  }

  /** See {@link NalUnitType}. */
  public int type(int index) {
    return NalUnitType.of(unit.at(starts[index]));
  }

  /** A view of a NAL unit. */
  public Payload nalUnit(int index) {
    return unit.slice(starts[index], lengths[index]);
  }

  /** Whether there is a slice: without one the access unit has no picture. */
  public boolean hasVcl() {
    for (int i = 0; i < count; i++) {
      if (NalUnitType.isVcl(type(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the picture is an IDR picture. ITU-T H.264, 7.4.1.2.4. */
  public boolean isIdr() {
    for (int i = 0; i < count; i++) {
      if (type(i) == NalUnitType.IDR_SLICE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Removes what an {@code avc1} sample does not hold: access unit delimiters, and parameter sets,
   * which are in the configuration. ISO/IEC 14496-15, 5.4.2.1.
   */
  public void removeDelimitersAndParameterSets() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int type = type(i);
      if (type != NalUnitType.ACCESS_UNIT_DELIMITER && !NalUnitType.isParameterSet(type)) {
        starts[kept] = starts[i];
        lengths[kept] = lengths[i];
        kept++;
      }
    }
    count = kept;
  }

  /** The NAL units behind lengths of 4 bytes: a view where the source has them so, else a copy. */
  public Payload sample() {
    if (count == 0) {
      return Payload.EMPTY;
    }
    return isOneRun() ? run() : copy();
  }

  private boolean isOneRun() {
    if (sourceLengthSize != SAMPLE_LENGTH_SIZE) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      if (starts[i] != starts[i - 1] + lengths[i - 1] + SAMPLE_LENGTH_SIZE) {
        return false;
      }
    }
    return true;
  }

  private Payload run() {
    int from = starts[0] - SAMPLE_LENGTH_SIZE;
    int length = starts[count - 1] + lengths[count - 1] - from;
    return length == unit.length() ? unit : unit.slice(from, length);
  }

  private Payload copy() {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += SAMPLE_LENGTH_SIZE + lengths[i];
    }
    byte[] sample = new byte[size];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int length = lengths[i];
      sample[at] = (byte) (length >>> 24);
      sample[at + 1] = (byte) (length >>> 16);
      sample[at + 2] = (byte) (length >>> 8);
      sample[at + 3] = (byte) length;
      at += SAMPLE_LENGTH_SIZE;
      System.arraycopy(unit.array(), unit.arrayOffset() + starts[i], sample, at, length);
      at += length;
    }
    return Payload.of(sample);
  }

  /** Lets the last access unit go, so that this index keeps no ingest chunk alive. */
  public void clear() {
    unit = Payload.EMPTY;
    count = 0;
  }
}
