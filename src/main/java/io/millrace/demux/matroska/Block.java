package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The structure that SimpleBlock and Block share, and its lacing. RFC 9559, 10.
 *
 * @param timestamp in ticks of TimestampScale, relative to the Cluster's
 * @param laced the frames with what tells their sizes
 * @param offset of {@code laced} in the session
 */
record Block(int trackNumber, int timestamp, int flags, Payload laced, long offset) {
  private static final int KEYFRAME = 0x80;
  private static final int LACING = 0x06;
  private static final int XIPH = 0x02;
  private static final int FIXED = 0x04;
  private static final int EBML = 0x06;

  /** Track numbers of more than four bytes are written by nobody. */
  private static final int MAX_NUMBER_BYTES = 4;

  /**
   * Reads all but the frames.
   *
   * @throws Malformed if it is too short or its track number is no number
   */
  static Block read(Payload body, long offset) {
    int numberLength = body.isEmpty() ? Integer.MAX_VALUE : Vint.length(body.at(0));
    if (numberLength > MAX_NUMBER_BYTES || body.length() < numberLength + 3) {
      throw new Malformed(offset, "block: %d bytes are no header", body.length());
    }
    long number = Vint.value(body.array(), body.arrayOffset(), numberLength);
    int timestamp = body.at(numberLength) << 8 | body.unsignedAt(numberLength + 1);
    int flags = body.unsignedAt(numberLength + 2);
    int start = numberLength + 3;
    Payload laced = body.slice(start, body.length() - start);
    return new Block((int) number, timestamp, flags, laced, offset + start);
  }

  /** Of a SimpleBlock; a Block in a BlockGroup says it by what it refers to. */
  boolean isKeyframe() {
    return (flags & KEYFRAME) != 0;
  }

  /** Offset in the session of one of the {@link #frames()}. */
  long offset(Payload frame) {
    return offset + frame.arrayOffset() - laced.arrayOffset();
  }

  /**
   * The frames, which are views of the block, at most 256.
   *
   * @throws Malformed if their sizes do not add up to the block's
   */
  List<Payload> frames() {
    int lacing = flags & LACING;
    if (lacing == 0) {
      return List.of(laced);
    }
    if (laced.isEmpty()) {
      throw new Malformed(offset, "laced block: no number of frames");
    }
    int count = laced.unsignedAt(0) + 1;
    return switch (lacing) {
      case XIPH -> new Laces(count).xiph();
      case FIXED -> new Laces(count).fixed();
      case EBML -> new Laces(count).ebml();
      default -> throw new AssertionError(lacing);
    };
  }

  /** Reads the sizes, then cuts the frames. */
  private final class Laces {
    private final int[] sizes;
    private int at = 1;

    Laces(int count) {
      sizes = new int[count];
    }

    /** Checks that so many bytes are left. */
    private void need(int length) {
      if (length > laced.length() - at || length > 8) {
        throw new Malformed(offset + at, "laced block: ends within its sizes");
      }
    }

    private int checkedSize(int frame, long size) {
      if (size < 0 || size > laced.length()) {
        throw new Malformed(offset + at, "laced block: frame %d of %d bytes", frame, size);
      }
      return (int) size;
    }

    private long number(int length) {
      long value = Vint.value(laced.array(), laced.arrayOffset() + at, length);
      return value == Vint.UNKNOWN ? Vint.mask(length) : value;
    }

    /** Sums of bytes, of which all but the last are 255. RFC 9559, 10.3.2. */
    List<Payload> xiph() {
      for (int i = 0; i < sizes.length - 1; i++) {
        int part;
        do {
          need(1);
          part = laced.unsignedAt(at++);
          sizes[i] = checkedSize(i, (long) sizes[i] + part);
        } while (part == 0xff);
      }
      return cut();
    }

    /** The first size, then differences. RFC 9559, 10.3.3. */
    List<Payload> ebml() {
      long size = 0;
      for (int i = 0; i < sizes.length - 1; i++) {
        need(1);
        int length = Vint.length(laced.at(at));
        need(length);
        long value = number(length);
        size = i == 0 ? value : size + value - (Vint.mask(length) >> 1);
        sizes[i] = checkedSize(i, size);
        at += length;
      }
      return cut();
    }

    /** All frames have the same size. RFC 9559, 10.3.4. */
    List<Payload> fixed() {
      int bytes = laced.length() - at;
      if (bytes % sizes.length != 0) {
        throw new Malformed(
            offset, "laced block: %d bytes for %d frames of one size", bytes, sizes.length);
      }
      Arrays.fill(sizes, bytes / sizes.length);
      return cut();
    }

    private List<Payload> cut() {
      long rest = laced.length() - at;
      for (int i = 0; i < sizes.length - 1; i++) {
        rest -= sizes[i];
      }
      if (rest < 0) {
        throw new Malformed(offset, "laced block: frames are %d bytes longer than it", -rest);
      }
      sizes[sizes.length - 1] = (int) rest;
      List<Payload> frames = new ArrayList<>(sizes.length);
      for (int size : sizes) {
        frames.add(laced.slice(at, size));
        at += size;
      }
      return frames;
    }
  }
}
