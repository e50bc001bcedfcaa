package io.millrace.codec.av1;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * A walk over the open bitstream units of a temporal unit in low-overhead format, in their order,
 * without a copy. AV1 Bitstream Specification, 5.2 and 5.3.
 */
public final class Obus {
  private static final int FORBIDDEN = 0x80;
  private static final int EXTENSION = 0x04;
  private static final int HAS_SIZE = 0x02;

  private final Payload unit;
  private final long byteOffset;
  private int start;
  private int payloadStart;
  private int end;

  /**
   * @param byteOffset of the first byte in the session, for messages
   */
  public Obus(Payload unit, long byteOffset) {
    this.unit = unit;
    this.byteOffset = byteOffset;
  }

  /**
   * Goes to the next one.
   *
   * @return false behind the last one
   * @throws MediaException.Malformed if its header is damaged or its size is more than is left
   */
  public boolean next() {
    start = end;
    if (start >= unit.length()) {
      return false;
    }
    int header = unit.unsignedAt(start);
    if ((header & FORBIDDEN) != 0) {
      throw new MediaException.Malformed(offset(), "AV1: obu_forbidden_bit");
    }
    payloadStart = start + headerSize();
    if (payloadStart > unit.length()) {
      throw new MediaException.Malformed(offset(), "AV1: OBU header ends early");
    }
    if (!hasSize()) {
      end = unit.length(); // only the last one may leave its size out
      return true;
    }
    int sizeBytes = Leb128.length(unit, payloadStart, byteOffset);
    long size = Leb128.value(unit, payloadStart, sizeBytes, byteOffset);
    payloadStart += sizeBytes;
    if (size > unit.length() - payloadStart) {
      throw new MediaException.Malformed(
          offset(), "AV1: OBU of %d bytes, %d are left", size, unit.length() - payloadStart);
    }
    end = payloadStart + (int) size;
    return true;
  }

  /** See {@link ObuType}. */
  public int type() {
    return unit.at(start) >> 3 & 0xf;
  }

  /** Whether its size stands in it. */
  public boolean hasSize() {
    return (unit.at(start) & HAS_SIZE) != 0;
  }

  /** Where its header is in the unit. */
  public int start() {
    return start;
  }

  /** Where its payload is in the unit. */
  int payloadStart() {
    return payloadStart;
  }

  /** Where the next one is in the unit. */
  public int end() {
    return end;
  }

  /** Bytes of the header, without the size. */
  int headerSize() {
    return (unit.at(start) & EXTENSION) != 0 ? 2 : 1;
  }

  /** A view of what is behind header and size. */
  public Payload payload() {
    return unit.slice(payloadStart, end - payloadStart);
  }

  /** Offset of its header in the session. */
  public long offset() {
    return byteOffset + start;
  }

  /** Bytes of {@link #writeSized}. */
  int sizedLength() {
    int payload = end - payloadStart;
    return headerSize() + Leb128.size(payload) + payload;
  }

  /** Writes it with its size at {@code at}, and returns the next place. */
  int writeSized(byte[] out, int at) {
    unit.slice(start, headerSize()).copyTo(out, at);
    out[at] |= HAS_SIZE;
    int next = Leb128.put(out, at + headerSize(), end - payloadStart);
    payload().copyTo(out, next);
    return next + end - payloadStart;
  }

  /** The whole OBU with its size: a view where it has one, else a copy. */
  public Payload sized() {
    if (hasSize()) {
      return unit.slice(start, end - start);
    }
    byte[] copy = new byte[sizedLength()];
    writeSized(copy, 0);
    return Payload.of(copy);
  }
}
