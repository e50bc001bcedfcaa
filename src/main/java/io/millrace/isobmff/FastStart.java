package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another order of the bytes of an MP4 file whose moov stands behind its media: moov first, with
 * its chunk offsets moved, so that who reads it once from the front finds everything in time.
 *
 * <p>Where moov was, a free box keeps its place: all bytes from the first mdat on are exactly
 * {@link #shift} further back than in the file, and so are the offsets in messages about them.
 */
public final class FastStart {
  private static final int MAX_MOOV_BYTES = 64 << 20;

  /**
   * A file of whole boxes has a handful; this many are read before one counts as something else.
   */
  private static final int MAX_BOXES = 10_000;

  private static final Set<String> FIRST =
      Set.of("ftyp", "mdat", "free", "skip", "wide", "pnot", "uuid");
  private static final Set<String> PATH = Set.of("trak", "mdia", "minf", "stbl");

  private final long mdatOffset;
  private final long moovOffset;
  private final long moovEnd;
  private final long fileSize;
  private final Payload moov;

  /**
   * A run of bytes of the new order.
   *
   * @param offset in the file; not used if {@code bytes} has them
   * @param bytes that are not in the file as they are needed; empty if they are
   */
  public record Part(long offset, long length, Payload bytes) {
    static Part of(Payload bytes) {
      return new Part(0, bytes.length(), bytes);
    }
  }

  private FastStart(BoxHeader mdat, BoxHeader moov, long fileSize, Payload moved) {
    this.mdatOffset = mdat.offset();
    this.moovOffset = moov.offset();
    this.moovEnd = moov.offset() + moov.size();
    this.fileSize = fileSize;
    this.moov = moved;
  }

  /**
   * The order in which to read {@code file}; empty if it is fine as it is, or is no MP4 file, or
   * has fragments.
   *
   * @throws MediaException if moov is not whole
   */
  public static Optional<FastStart> of(SeekableByteChannel file) throws IOException {
    BoxHeader mdat = null;
    BoxHeader moov = null;
    long at = 0;
    for (int i = 0; i < MAX_BOXES && at < file.size(); i++) {
      BoxHeader box = header(file, at);
      boolean known = box != null && (i > 0 || FIRST.contains(box.type()));
      if (box == null || !known || box.type().equals("moof")) {
        return Optional.empty();
      }
      mdat = mdat == null && box.type().equals("mdat") ? box : mdat;
      moov = moov == null && box.type().equals("moov") ? box : moov;
      if (moov != null && mdat == null) {
        return Optional.empty();
      }
      at = box.size() == BoxHeader.TO_THE_END ? file.size() : at + box.size();
    }
    return mdat == null || moov == null || moov.size() > MAX_MOOV_BYTES
        ? Optional.empty()
        : Optional.of(new FastStart(mdat, moov, file.size(), moved(file, moov)));
  }

  /** The header at {@code at}; null if there is none. */
  private static @Nullable BoxHeader header(SeekableByteChannel file, long at) throws IOException {
    Payload bytes = read(file, at, BoxHeader.LARGE_SIZE);
    if (bytes.length() < Box.HEADER_SIZE
        || (BoxHeader.isLarge(bytes) && bytes.length() < BoxHeader.LARGE_SIZE)) {
      return null;
    }
    try {
      BoxHeader header = BoxHeader.read(bytes, at);
      return header.size() > Long.MAX_VALUE - at ? null : header;
    } catch (MediaException e) {
      return null; // not boxes: whoever reads the file says what is wrong with it
    }
  }

  private static Payload read(SeekableByteChannel file, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, file.size() - at));
    file.position(at);
    while (bytes.hasRemaining() && file.read(bytes) >= 0) {
      // until all are there or the file is shorter than it said
    }
    return Payload.of(bytes.array(), 0, bytes.position());
  }

  private static Payload moved(SeekableByteChannel file, BoxHeader moov) throws IOException {
    Payload bytes = read(file, moov.offset(), (int) moov.size());
    moov.within(moov.offset() + bytes.length());
    Payload sameSize = new Mover(0, false).container(bytes, moov.offset());
    Mover narrow = new Mover(sameSize.length(), false);
    Payload moved = narrow.container(bytes, moov.offset());
    if (!narrow.overflows) {
      return moved;
    }
    int wideSize = new Mover(0, true).container(bytes, moov.offset()).length();
    return new Mover(wideSize, true).container(bytes, moov.offset());
  }

  /** Bytes that everything behind the new moov is moved by. */
  public long shift() {
    return moov.length();
  }

  /** Bytes in all. */
  public long size() {
    return fileSize + moov.length();
  }

  /** The runs of bytes, in the order in which to read them. */
  public List<Part> parts() {
    byte[] free = new byte[Box.HEADER_SIZE];
    Box.writeHeader(ByteBuffer.wrap(free), "free", moovEnd - moovOffset);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(0, mdatOffset, Payload.EMPTY));
    parts.add(Part.of(moov));
    parts.add(new Part(mdatOffset, moovOffset - mdatOffset, Payload.EMPTY));
    parts.add(Part.of(Payload.of(free)));
    long behind = moovOffset + Box.HEADER_SIZE;
    parts.add(new Part(behind, fileSize - behind, Payload.EMPTY));
    return parts;
  }

  /** Writes boxes anew with the chunk offsets in them moved. */
  private static final class Mover {
    private final long shift;
    private final boolean wide;
    private boolean overflows;

    Mover(long shift, boolean wide) {
      this.shift = shift;
      this.wide = wide;
    }

    /** A moov, trak, mdia, minf or stbl with its header. */
    Payload container(Payload box, long offset) {
      BoxHeader header = BoxHeader.read(box, offset);
      Payload payload = box.slice(header.headerSize(), box.length() - header.headerSize());
      ByteArrayOutputStream out = new ByteArrayOutputStream(box.length());
      BoxCursor child = new BoxCursor(payload, header.payloadOffset());
      while (child.next()) {
        out.writeBytes(child(child).toByteArray());
      }
      return box(header.type(), Payload.of(out.toByteArray()));
    }

    private Payload child(BoxCursor child) {
      if (PATH.contains(child.type())) {
        return container(child.bytes(), child.offset());
      }
      boolean narrow = child.type().equals("stco");
      if (narrow || child.type().equals("co64")) {
        return offsets(child, narrow ? 4 : 8);
      }
      return child.bytes();
    }

    private Payload offsets(BoxCursor table, int entrySize) {
      ByteBuffer in = table.payload().buffer();
      int count = in.remaining() < 8 ? -1 : in.getInt(4);
      if (count < 0 || count > (in.remaining() - 8) / entrySize) {
        throw table.malformed("%d entries in %d bytes", count, in.remaining());
      }
      int writtenSize = wide ? 8 : entrySize;
      ByteBuffer out = ByteBuffer.allocate(8 + count * writtenSize);
      out.putInt(0).putInt(count);
      for (int i = 8; i < 8 + count * entrySize; i += entrySize) {
        long value = entrySize == 8 ? in.getLong(i) : in.getInt(i) & 0xffff_ffffL;
        put(out, value + shift, writtenSize);
      }
      return box(writtenSize == 8 ? "co64" : "stco", Payload.of(out.array()));
    }

    private void put(ByteBuffer out, long value, int size) {
      if (size == 8) {
        out.putLong(value);
      } else {
        overflows |= value > 0xffff_ffffL;
        out.putInt((int) value);
      }
    }

    private static Payload box(String type, Payload payload) {
      return Box.bytes(List.of(new Opaque(type, payload)));
    }
  }
}
