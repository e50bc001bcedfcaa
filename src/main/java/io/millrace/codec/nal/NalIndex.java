package io.millrace.codec.nal;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track.Framing;
import java.util.Arrays;
import java.util.List;

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
  private int[] types = new int[16];
  private NalRole[] roles = new NalRole[16];
  private int count;

  /**
   * Finds the NAL units of an access unit. Where the bytes contradict the container's word about
   * their framing, the framing that explains them is taken.
   *
   * @param lengthSize bytes of a length where the framing is {@code LENGTH_PREFIXED}, 1 to 4
   * @throws MediaException.Malformed if no framing explains the bytes
   * @throws MediaException.Unsupported for more than {@link #MAX_NAL_UNITS}
   */
  public void read(
      NalSyntax syntax, Payload data, Framing declared, int lengthSize, long byteOffset) {
    unit = data;
    sourceLengthSize = Framings.lengthSize(syntax, data, declared, lengthSize);
    count = 0;
    NalUnits nalUnits =
        sourceLengthSize == Framings.ANNEX_B
            ? NalUnits.annexB(syntax, data)
            : NalUnits.lengthPrefixed(syntax, data, sourceLengthSize, byteOffset);
    while (nalUnits.next()) {
      if (count == MAX_NAL_UNITS) {
        throw new MediaException.Unsupported(
            byteOffset,
            "%s: more than %d NAL units in an access unit",
            syntax.title(),
            MAX_NAL_UNITS);
      }
      int type = nalUnits.type();
      add(nalUnits.start(), nalUnits.length(), type, syntax.role(type));
    }
  }

  private void add(int start, int length, int type, NalRole role) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      types = Arrays.copyOf(types, 2 * count);
      roles = Arrays.copyOf(roles, 2 * count);
    }
    starts[count] = start;
    lengths[count] = length;
    types[count] = type;
    roles[count] = role;
    count++;
  }

  /** NAL units found, less those removed. */
  public int count() {
    return count;
  }

  /** See the {@code NalUnitType} of the codec. */
  public int type(int index) {
    return types[index];
  }

  public NalRole role(int index) {
    return roles[index];
  }

  /** A view of a NAL unit. */
  public Payload nalUnit(int index) {
    return unit.slice(starts[index], lengths[index]);
  }

  /** The first NAL unit with a part of the picture; -1 in an access unit without one. */
  public int firstOfPicture() {
    for (int i = 0; i < count; i++) {
      if (role(i) == NalRole.PICTURE) {
        return i;
      }
    }
    return -1;
  }

  /** Whether there is a NAL unit of a type. */
  public boolean has(int type) {
    for (int i = 0; i < count; i++) {
      if (type(i) == type) {
        return true;
      }
    }
    return false;
  }

  /** Removes the NAL units that have one of two roles. */
  public void remove(NalRole role, NalRole other) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (roles[i] != role && roles[i] != other) {
        starts[kept] = starts[i];
        lengths[kept] = lengths[i];
        types[kept] = types[i];
        roles[kept] = roles[i];
        kept++;
      }
    }
    count = kept;
  }

  /** Whether each of {@code wanted} is among the NAL units, byte for byte. */
  public boolean hasAll(List<Payload> wanted) {
    for (Payload each : wanted) {
      if (!hasBytes(each)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasBytes(Payload wanted) {
    for (int i = 0; i < count; i++) {
      if (lengths[i] == wanted.length() && nalUnit(i).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** The NAL units behind lengths of 4 bytes: a view where the source has them so, else a copy. */
  public Payload sample() {
    if (count == 0) {
      return Payload.EMPTY;
    }
    return isOneRun() ? run() : copy(List.of());
  }

  /** The same with other NAL units in front; a copy. */
  public Payload sampleBehind(List<Payload> front) {
    return copy(front);
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

  private Payload copy(List<Payload> front) {
    int size = 0;
    for (Payload nalUnit : front) {
      size += SAMPLE_LENGTH_SIZE + nalUnit.length();
    }
    for (int i = 0; i < count; i++) {
      size += SAMPLE_LENGTH_SIZE + lengths[i];
    }
    byte[] sample = new byte[size];
    int at = 0;
    for (Payload nalUnit : front) {
      at = putLength(sample, at, nalUnit.length());
      nalUnit.copyTo(sample, at);
      at += nalUnit.length();
    }
    for (int i = 0; i < count; i++) {
      at = putLength(sample, at, lengths[i]);
      System.arraycopy(unit.array(), unit.arrayOffset() + starts[i], sample, at, lengths[i]);
      at += lengths[i];
    }
    return Payload.of(sample);
  }

  /** Where the bytes behind the length go. */
  private static int putLength(byte[] sample, int at, int length) {
    sample[at] = (byte) (length >>> 24);
    sample[at + 1] = (byte) (length >>> 16);
    sample[at + 2] = (byte) (length >>> 8);
    sample[at + 3] = (byte) length;
    return at + SAMPLE_LENGTH_SIZE;
  }

  /** Lets the last access unit go, so that this index keeps no ingest chunk alive. */
  public void clear() {
    unit = Payload.EMPTY;
    count = 0;
  }
}
