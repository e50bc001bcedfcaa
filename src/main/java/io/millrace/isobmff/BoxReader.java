package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/** Bytes in memory to boxes, each of them a record, unknown ones {@link Opaque}. */
public final class BoxReader {
  /** moov.trak.mdia.minf.stbl.stsd.encv.sinf.schi.tenc is ten. */
  static final int MAX_DEPTH = 16;

  /** A day of two-second segments is 43 200 times five boxes. */
  static final int MAX_BOXES = 500_000;

  private int boxes;

  private BoxReader() {}

  /**
   * All boxes in {@code bytes}.
   *
   * @param byteOffset of the first byte, for messages
   * @throws MediaException if the bytes are not whole boxes, or are past a bound
   */
  public static List<Box> read(Payload bytes, long byteOffset) {
    return new BoxReader().readAll(bytes, byteOffset, 0);
  }

  private List<Box> readAll(Payload bytes, long byteOffset, int depth) {
    List<Box> found = new ArrayList<>();
    int at = 0;
    while (at < bytes.length()) {
      boxes = checkBounds(boxes + 1, depth, byteOffset + at);
      BoxHeader header = header(bytes, at, byteOffset, depth);
      int payloadSize = (int) header.size() - header.headerSize();
      Payload payload = bytes.slice(at + header.headerSize(), payloadSize);
      found.add(read(header, payload, depth));
      at += (int) header.size();
    }
    return found;
  }

  private Box read(BoxHeader header, Payload payload, int depth) {
    BoxSyntax syntax = BoxSyntax.of(header.type());
    int prefix = syntax.prefix(header, payload);
    Payload own = payload.slice(0, prefix);
    Payload rest = payload.slice(prefix, payload.length() - prefix);
    List<Box> children = readAll(rest, header.payloadOffset() + prefix, depth + 1);
    return syntax.read(header, own, children);
  }

  /** The header at {@code at}, of a box that fits in {@code bytes}. */
  static BoxHeader header(Payload bytes, int at, long byteOffset, int depth) {
    int left = bytes.length() - at;
    if (left < Box.HEADER_SIZE) {
      throw new MediaException.Malformed(byteOffset + at, "%d bytes behind the last box", left);
    }
    Payload rest = bytes.slice(at, left);
    if (BoxHeader.isLarge(rest) && left < BoxHeader.LARGE_SIZE) {
      throw new MediaException.Malformed(byteOffset + at, "box header ends too early");
    }
    BoxHeader header = BoxHeader.read(rest, byteOffset + at);
    if (header.size() == BoxHeader.TO_THE_END && depth > 0) {
      throw new MediaException.Malformed(
          header.offset(), "%s: box size 0 inside a box", BoxTree.printable(header.type()));
    }
    return header.within(byteOffset + bytes.length());
  }

  /** Returns {@code boxes} if it and {@code depth} are within their bounds. */
  static int checkBounds(int boxes, int depth, long byteOffset) {
    if (boxes > MAX_BOXES) {
      throw new MediaException.Unsupported(byteOffset, "more than %d boxes", MAX_BOXES);
    }
    if (depth > MAX_DEPTH) {
      throw new MediaException.Unsupported(
          byteOffset, "boxes in boxes, more than %d deep", MAX_DEPTH);
    }
    return boxes;
  }
}
