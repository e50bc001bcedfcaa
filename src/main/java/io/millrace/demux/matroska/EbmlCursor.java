package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.Payload;

/** Walks over the children of an element that is in memory. RFC 8794, 6 and 7. */
final class EbmlCursor {
  private final Payload parent;
  private final long parentOffset;
  private int next;
  private int id;
  private int start;
  private int length;

  /**
   * @param parent the element's body
   * @param parentOffset of that body in the session
   */
  EbmlCursor(Payload parent, long parentOffset) {
    this.parent = parent;
    this.parentOffset = parentOffset;
  }

  /**
   * Goes to the next child.
   *
   * @return false if there is none
   * @throws Malformed if it does not fit into its parent
   */
  boolean next() {
    if (next == parent.length()) {
      return false;
    }
    int idLength = vintLength(next, Vint.MAX_ID_BYTES);
    id = Vint.id(parent.array(), parent.arrayOffset() + next, idLength);
    int sizeLength = vintLength(next + idLength, Vint.MAX_SIZE_BYTES);
    long size = Vint.value(parent.array(), parent.arrayOffset() + next + idLength, sizeLength);
    start = next + idLength + sizeLength;
    if (size < 0 || size > parent.length() - start) {
      throw new Malformed(
          parentOffset + next, "element %x: %d bytes in the last %d", id, size, rest(start));
    }
    length = (int) size;
    next = start + length;
    return true;
  }

  private int vintLength(int at, int max) {
    int bytes = at < parent.length() ? Vint.length(parent.at(at)) : Integer.MAX_VALUE;
    if (bytes > max || bytes > rest(at)) {
      throw new Malformed(parentOffset + at, "element header: no valid number");
    }
    return bytes;
  }

  private int rest(int at) {
    return parent.length() - at;
  }

  int id() {
    return id;
  }

  /** A view of the child's body. */
  Payload body() {
    return parent.slice(start, length);
  }

  /** Of the child's body in the session. */
  long bodyOffset() {
    return parentOffset + start;
  }

  /** The children of this child. */
  EbmlCursor children() {
    return new EbmlCursor(body(), bodyOffset());
  }

  /**
   * The child as an unsigned integer; what does not fit in 63 bits counts as the greatest that
   * does.
   */
  long unsigned() {
    long value = integer();
    return value < 0 ? Long.MAX_VALUE : value;
  }

  /** {@link #unsigned()} where more than {@code max} means nothing: that is 0. */
  int unsigned(int max) {
    long value = unsigned();
    return value > max ? 0 : (int) value;
  }

  boolean flag() {
    return unsigned() != 0;
  }

  private long integer() {
    checkLength(8);
    long value = 0;
    for (int i = start; i < start + length; i++) {
      value = value << 8 | parent.unsignedAt(i);
    }
    return value;
  }

  /** The child as a floating-point number, to the nearest integer; 0 if it is not a finite one. */
  long rounded() {
    return Math.round(float64());
  }

  /** The child as a floating-point number, for what is not on a timeline. */
  double float64() {
    if (length != 0 && length != 4 && length != 8) {
      throw new Malformed(bodyOffset(), "element %x: float of %d bytes", id, length);
    }
    long bits = integer();
    return length == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
  }

  /**
   * The child as text up to a terminating zero; what is not printable ASCII is shown as {@code ?}.
   */
  String text(int maxLength) {
    checkLength(maxLength);
    StringBuilder text = new StringBuilder();
    for (int i = start; i < start + length && parent.at(i) != 0; i++) {
      int c = parent.unsignedAt(i);
      text.append(c >= 0x20 && c < 0x7f ? (char) c : '?');
    }
    return text.toString();
  }

  private void checkLength(int max) {
    if (length > max) {
      throw new Malformed(bodyOffset(), "element %x: %d bytes, at most %d", id, length, max);
    }
  }
}
