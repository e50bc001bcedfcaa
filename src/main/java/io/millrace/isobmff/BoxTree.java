package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A box of a file with its place and its main fields, for people and for JSON. Media bytes are
 * never read.
 *
 * @param type four characters; what cannot be printed is {@code ?}
 * @param offset of its first byte in the file
 * @param size of the whole box, bytes
 * @param fields in the order of the file; empty if the box is unknown
 * @param boxes inside this one
 */
public record BoxTree(
    String type, long offset, long size, List<BoxField> fields, List<BoxTree> boxes) {
  /** The largest moov of an hour of video is a few MB. */
  private static final int MAX_PAYLOAD_BYTES = 64 << 20;

  private static final int DISCARD_BYTES = 64 << 10;

  public BoxTree {
    fields = List.copyOf(fields);
    boxes = List.copyOf(boxes);
  }

  /**
   * The boxes of a file of any size. A {@link SeekableByteChannel} is read from its position, where
   * offsets begin, and jumps over media; another channel is read through.
   *
   * @throws MediaException if the file is not whole boxes, or is past a bound
   */
  public static List<BoxTree> read(ReadableByteChannel channel) throws IOException {
    return new Reader(channel).readFile();
  }

  /** The boxes of {@code bytes}. */
  public static List<BoxTree> read(Payload bytes) {
    return new Walk().boxes(bytes, 0, 0);
  }

  /** One line per box, what is inside two spaces further right. */
  public static String print(List<BoxTree> boxes) {
    StringBuilder text = new StringBuilder();
    boxes.forEach(box -> box.appendTo(text, 0));
    return text.toString();
  }

  /** {@link #print(List)} of the boxes of {@code bytes}. */
  public static String print(Payload bytes) {
    return print(read(bytes));
  }

  private void appendTo(StringBuilder text, int depth) {
    text.append("  ".repeat(depth)).append(type);
    text.append(" @").append(offset).append(" +").append(size);
    for (BoxField field : fields) {
      text.append(' ').append(field.name()).append('=').append(field.value());
    }
    text.append('\n');
    boxes.forEach(box -> box.appendTo(text, depth + 1));
  }

  /** {@code text} with {@code ?} for what is not printable ASCII. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  /** The boxes of payloads in memory. */
  private static final class Walk {
    private int count;

    List<BoxTree> boxes(Payload bytes, long byteOffset, int depth) {
      List<BoxTree> boxes = new ArrayList<>();
      int at = 0;
      while (at < bytes.length()) {
        BoxHeader header = BoxReader.header(bytes, at, byteOffset, depth);
        int payloadSize = (int) header.size() - header.headerSize();
        boxes.add(box(header, bytes.slice(at + header.headerSize(), payloadSize), depth));
        at += (int) header.size();
      }
      return boxes;
    }

    BoxTree box(BoxHeader header, Payload payload, int depth) {
      count = BoxReader.checkBounds(count + 1, depth, header.offset());
      BoxSyntax syntax = BoxSyntax.of(header.type());
      int prefix = syntax.prefix(header, payload);
      Box own = syntax.read(header, payload.slice(0, prefix), List.of());
      Payload rest = payload.slice(prefix, payload.length() - prefix);
      List<BoxTree> boxes = boxes(rest, header.payloadOffset() + prefix, depth + 1);
      return tree(header, BoxField.of(own), boxes);
    }

    BoxTree unread(BoxHeader header) {
      count = BoxReader.checkBounds(count + 1, 0, header.offset());
      return tree(header, List.of(), List.of());
    }

    private static BoxTree tree(BoxHeader header, List<BoxField> fields, List<BoxTree> boxes) {
      return new BoxTree(printable(header.type()), header.offset(), header.size(), fields, boxes);
    }
  }

  /** The boxes of a file: only known ones are read into memory. */
  private static final class Reader {
    private final Walk walk = new Walk();
    private final ReadableByteChannel channel;
    private final InputStream in;
    private long position;

    Reader(ReadableByteChannel channel) {
      this.channel = channel;
      this.in = Channels.newInputStream(channel);
    }

    List<BoxTree> readFile() throws IOException {
      List<BoxTree> boxes = new ArrayList<>();
      Payload start = take(Box.HEADER_SIZE);
      while (!start.isEmpty()) {
        boxes.add(readBox(readHeader(start)));
        start = take(Box.HEADER_SIZE);
      }
      return boxes;
    }

    private BoxTree readBox(BoxHeader header) throws IOException {
      boolean known = BoxSyntax.isKnown(header.type());
      if (!known || header.size() == BoxHeader.TO_THE_END) {
        skipPayload(header);
        return walk.unread(header.within(position));
      }
      long payloadSize = header.size() - header.headerSize();
      if (payloadSize > MAX_PAYLOAD_BYTES) {
        throw new MediaException.Unsupported(
            header.offset(), "%s: box size %d", printable(header.type()), header.size());
      }
      Payload payload = take((int) payloadSize);
      return walk.box(header.within(position), payload, 0);
    }

    /** The header that begins with the 8 bytes {@code start}. */
    private BoxHeader readHeader(Payload start) throws IOException {
      long offset = position - start.length();
      Payload bytes = start;
      if (start.length() == Box.HEADER_SIZE && BoxHeader.isLarge(start)) {
        bytes = Payload.concat(start, take(BoxHeader.LARGE_SIZE - Box.HEADER_SIZE));
      }
      if (bytes.length() != Box.HEADER_SIZE && bytes.length() != BoxHeader.LARGE_SIZE) {
        throw new MediaException.Malformed(offset, "box header ends too early");
      }
      if (bytes.length() == Box.HEADER_SIZE && BoxHeader.isLarge(bytes)) {
        throw new MediaException.Malformed(offset, "box header ends too early");
      }
      return BoxHeader.read(bytes, offset);
    }

    /** Goes to the end of the box, or of the file if that comes first. */
    private void skipPayload(BoxHeader header) throws IOException {
      boolean bounded = header.size() != BoxHeader.TO_THE_END;
      long count = bounded ? header.size() - header.headerSize() : Long.MAX_VALUE;
      if (channel instanceof SeekableByteChannel seekable) {
        long skipped = Math.min(count, seekable.size() - seekable.position());
        seekable.position(seekable.position() + skipped);
        position += skipped;
      } else {
        position += discard(count);
      }
    }

    private long discard(long count) throws IOException {
      byte[] buffer = new byte[(int) Math.min(count, DISCARD_BYTES)];
      long left = count;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      return count - left;
    }

    /** The next bytes, fewer at the end of the file. */
    private Payload take(int count) throws IOException {
      // Grows as bytes come, so that a size alone takes no memory.
      byte[] bytes = in.readNBytes(count);
      position += bytes.length;
      return Payload.of(bytes);
    }
  }
}
