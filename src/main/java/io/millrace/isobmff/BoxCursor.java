package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * Steps over boxes in memory that stand one after the other, without making records of them: for
 * tables of a million entries, and for what a demuxer meets many times a second.
 */
public final class BoxCursor {
  private final Payload boxes;
  private final long byteOffset;
  private int end;
  private BoxHeader box;

  /**
   * Stands before the first box.
   *
   * @param byteOffset of the first byte, for messages
   */
  public BoxCursor(Payload boxes, long byteOffset) {
    this.boxes = boxes;
    this.byteOffset = byteOffset;
    this.box = new BoxHeader("none", byteOffset, 0, 0);
  }

  /**
   * Goes to the next box; false behind the last one. Zeros too few for a box end the list, as they
   * do in QuickTime files.
   *
   * @throws MediaException.Malformed if the bytes there are not a whole box
   */
  public boolean next() {
    if (end == boxes.length() || isPadding()) {
      return false;
    }
    box = BoxReader.header(boxes, end, byteOffset, 1);
    end += (int) box.size();
    return true;
  }

  private boolean isPadding() {
    int left = boxes.length() - end;
    boolean zeros = left < Box.HEADER_SIZE;
    for (int i = end; zeros && i < boxes.length(); i++) {
      zeros = boxes.at(i) == 0;
    }
    return zeros;
  }

  /** Four characters of Latin-1. */
  public String type() {
    return box.type();
  }

  /** Of the box's first byte. */
  public long offset() {
    return box.offset();
  }

  /** Bytes behind the header; a view. */
  public Payload payload() {
    int length = (int) box.size() - box.headerSize();
    return boxes.slice(end - length, length);
  }

  /** Header and payload; a view. */
  public Payload bytes() {
    int size = (int) box.size();
    return boxes.slice(end - size, size);
  }

  public long payloadOffset() {
    return box.payloadOffset();
  }

  /** The boxes in this one. */
  public BoxCursor children() {
    return children(0);
  }

  /**
   * The boxes in this one behind {@code prefix} bytes of fields.
   *
   * @throws MediaException.Malformed if it is shorter than that
   */
  public BoxCursor children(int prefix) {
    Payload payload = payload();
    if (prefix > payload.length()) {
      throw malformed("%d bytes, expected at least %d", payload.length(), prefix);
    }
    return new BoxCursor(
        payload.slice(prefix, payload.length() - prefix), box.payloadOffset() + prefix);
  }

  /**
   * The record of this box and of those in it.
   *
   * @throws MediaException if they cannot be read
   */
  public Box read() {
    return BoxReader.read(bytes(), box.offset()).get(0);
  }

  /** Bytes of this box that are not what they should be. */
  public MediaException malformed(String format, Object... args) {
    return new MediaException.Malformed(
        box.offset(),
        "%s: %s",
        BoxTree.printable(box.type()),
        String.format(java.util.Locale.ROOT, format, args));
  }
}
