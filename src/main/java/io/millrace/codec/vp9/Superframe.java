package io.millrace.codec.vp9;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of one access unit: frames that are not shown, and the one that is. VP9 Bitstream
 * Specification, Annex B.
 */
public final class Superframe {
  /** What 3 bits of the index count. */
  public static final int MAX_FRAMES = 8;

  private static final int MARKER = 0xc0;
  private static final int MARKER_MASK = 0xe0;
  private static final int SIZE_BYTES = 4;

  private Superframe() {}

  /**
   * The frames of {@code unit}, views of it; one frame if it has no index. A frame that is again a
   * superframe is not taken apart.
   *
   * @param unit at least one byte
   * @throws MediaException.Malformed if the sizes in the index are zero or more than there is
   */
  public static List<Payload> frames(Payload unit, long byteOffset) {
    int marker = unit.unsignedAt(unit.length() - 1);
    int count = (marker & 7) + 1;
    int sizeBytes = (marker >> 3 & 3) + 1;
    int indexStart = unit.length() - 2 - count * sizeBytes;
    boolean hasIndex =
        (marker & MARKER_MASK) == MARKER
            && indexStart >= 0
            && unit.unsignedAt(indexStart) == marker;
    if (!hasIndex) {
      return List.of(unit);
    }
    List<Payload> frames = new ArrayList<>(count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      long size = littleEndian(unit, indexStart + 1 + i * sizeBytes, sizeBytes);
      if (size == 0 || size > indexStart - at) {
        throw new MediaException.Malformed(
            byteOffset + indexStart,
            "VP9: frame %d of %d has %d bytes, %d are left",
            i,
            count,
            size,
            indexStart - at);
      }
      frames.add(unit.slice(at, (int) size));
      at += (int) size;
    }
    return frames;
  }

  private static long littleEndian(Payload bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes.unsignedAt(at + i);
    }
    return value;
  }

  /**
   * The superframe of {@code frames}; a copy.
   *
   * @param frames at most {@link #MAX_FRAMES}, each of at least one byte
   */
  public static Payload of(List<Payload> frames) {
    int count = frames.size();
    if (count < 1 || count > MAX_FRAMES) {
      throw new IllegalArgumentException("Invalid superframe: %d frames".formatted(count));
    }
    int size = 2 + count * SIZE_BYTES;
    for (Payload frame : frames) {
      size = Math.addExact(size, frame.length());
    }
    byte[] out = new byte[size];
    int at = 0;
    int index = size - 1 - count * SIZE_BYTES;
    byte marker = (byte) (MARKER | SIZE_BYTES - 1 << 3 | count - 1);
    out[index - 1] = marker;
    out[size - 1] = marker;
    for (Payload frame : frames) {
      frame.copyTo(out, at);
      at += frame.length();
      for (int i = 0; i < SIZE_BYTES; i++) {
        out[index++] = (byte) (frame.length() >>> 8 * i);
      }
    }
    return Payload.of(out);
  }
}
