package io.millrace.demux.matroska;

import io.millrace.bits.ByteAccumulator;
import io.millrace.demux.matroska.EbmlElement.Body;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of an EBML byte stream as its bytes come: ids, sizes and nesting, not what
 * they mean. RFC 8794. An element handed out whole is a view of the pushed bytes if it lies within
 * one push, else it is gathered once.
 *
 * <p>Damage is reported, then bytes are passed over up to the next safe point that the visitor
 * names. What such a search finds is believed only when the element after it is sound, too.
 */
final class EbmlReader {
  private static final int VERSION = 1;
  private static final int MAX_HEADER_BYTES = Vint.MAX_ID_BYTES + Vint.MAX_SIZE_BYTES;
  private static final int MAX_DEPTH = 8;
  private static final long UNKNOWN_END = Long.MAX_VALUE;

  private enum State {
    HEADER,
    WHOLE,
    SKIPPED,
    SEARCH
  }

  private enum Trust {
    /** The element follows another one. */
    SURE,
    /** A search found its id, and its size comes next. */
    FOUND,
    /** The element behind what a search found. */
    PROVING
  }

  private final EbmlSchema schema;

  /** Where the open elements end, outermost first. */
  private final long[] ends = new long[MAX_DEPTH];

  private int depth;
  private State state = State.HEADER;
  private Trust trust = Trust.SURE;

  /** Of the next byte; while a header is gathered, of its first byte. */
  private long offset;

  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int headerLength;

  /** Set in state WHOLE. */
  private @Nullable EbmlElement element;

  private ByteAccumulator body = new ByteAccumulator();
  private long toSkip;

  /** The last four bytes of a search. */
  private int window;

  EbmlReader(EbmlSchema schema) {
    this.schema = schema;
  }

  /** True while damage is reported already and nothing sound was read since. */
  boolean isLost() {
    return state == State.SEARCH || trust != Trust.SURE;
  }

  /** Offset of the next byte, which is also the number of bytes pushed so far. */
  long offset() {
    return offset + headerLength;
  }

  void push(Payload bytes, EbmlVisitor visitor) {
    for (int at = 0; at < bytes.length(); ) {
      at =
          switch (state) {
            case HEADER -> readHeader(bytes, at, visitor);
            case WHOLE -> readWhole(bytes, at, visitor);
            case SKIPPED -> readSkipped(bytes, at);
            case SEARCH -> search(bytes, at, visitor);
          };
    }
  }

  private int readHeader(Payload bytes, int at, EbmlVisitor visitor) {
    if (headerLength > 0 || bytes.length() - at < MAX_HEADER_BYTES) {
      return gatherHeader(bytes, at, visitor);
    }
    int start = bytes.arrayOffset() + at;
    int length = Vint.headerLength(bytes.array(), start, MAX_HEADER_BYTES);
    MediaException damage = begin(bytes.array(), start, length);
    if (damage != null) {
      lose(damage, visitor);
      return at;
    }
    handOutBegun(length, visitor);
    return at + length;
  }

  /** Adds one byte to a header that may be cut; what it held is searched again if it is damaged. */
  private int gatherHeader(Payload bytes, int at, EbmlVisitor visitor) {
    header[headerLength++] = bytes.at(at);
    int length = Vint.headerLength(header, 0, headerLength);
    if (length == Vint.INCOMPLETE) {
      return at + 1;
    }
    MediaException damage = begin(header, 0, length);
    if (damage == null) {
      headerLength = 0;
      handOutBegun(length, visitor);
      return at + 1;
    }
    // The id that the last search stopped at must not stop the next one again.
    int from = trust == Trust.FOUND ? 1 : 0;
    Payload again = Payload.of(Payload.of(header, from, headerLength - from).toByteArray());
    offset += from;
    lose(damage, visitor);
    push(again, visitor);
    return at + 1;
  }

  /** Starts the element with this header, or tells why it cannot be one. */
  private @Nullable MediaException begin(byte[] bytes, int at, int length) {
    closeEnded();
    if (length == Vint.INVALID) {
      return new Malformed(offset, "no element header, first byte %02x", bytes[at] & 0xff);
    }
    int idLength = Vint.length(bytes[at]);
    int id = Vint.id(bytes, at, idLength);
    long size = Vint.value(bytes, at + idLength, length - idLength);
    EbmlElement found = schema.find(id);
    if (found == null && trust == Trust.SURE) {
      found = schema.unknown(id, depth);
    }
    if (found == null) {
      return new Malformed(offset, "unknown element %x at level %d", id, depth);
    }
    MediaException damage = misplaced(found);
    if (damage == null) {
      damage = oversized(found, size, offset + length);
    }
    if (damage == null) {
      enter(found, size, offset + length);
    }
    return damage;
  }

  private void closeEnded() {
    while (depth > 0 && ends[depth - 1] <= offset) {
      depth--;
    }
  }

  /** An element of unknown size ends where one of a lower level starts. RFC 8794, 6.2. */
  private @Nullable MediaException misplaced(EbmlElement found) {
    int level = levelOf(found);
    if (level > depth) {
      return new Malformed(offset, "%s at level %d, expected at %d", found.name(), depth, level);
    }
    for (int i = level; i < depth; i++) {
      if (ends[i] != UNKNOWN_END) {
        return new Malformed(
            offset, "%s %d bytes before the end of another", found.name(), ends[i] - offset);
      }
    }
    return null;
  }

  private int levelOf(EbmlElement found) {
    return found.level() == EbmlElement.ANY_LEVEL ? depth : found.level();
  }

  private @Nullable MediaException oversized(EbmlElement found, long size, long bodyOffset) {
    if (size == Vint.UNKNOWN) {
      return found.body() == Body.OPENED
          ? null
          : new Malformed(offset, "%s: unknown size, allowed for others only", found.name());
    }
    if (size > found.maxBytes()) {
      return new Unsupported(
          offset, "%s: %d bytes, at most %d", found.name(), size, found.maxBytes());
    }
    int level = levelOf(found);
    if (level > 0 && size > ends[level - 1] - bodyOffset) {
      return new Malformed(offset, "%s: %d bytes, but its parent ends before", found.name(), size);
    }
    return null;
  }

  private void enter(EbmlElement found, long size, long bodyOffset) {
    depth = levelOf(found);
    trust = trust == Trust.FOUND ? Trust.PROVING : Trust.SURE;
    element = found;
    switch (found.body()) {
      case OPENED -> {
        ends[depth++] = size == Vint.UNKNOWN ? UNKNOWN_END : bodyOffset + size;
        state = State.HEADER;
      }
      case WHOLE -> {
        body.expect((int) size);
        state = State.WHOLE;
      }
      case SKIPPED -> {
        toSkip = size;
        state = size == 0 ? State.HEADER : State.SKIPPED;
      }
    }
  }

  /** What {@link #begin} began is told to the visitor only now that the reader is in order. */
  private void handOutBegun(int length, EbmlVisitor visitor) {
    EbmlElement begun = element;
    long start = offset;
    offset += length;
    if (begun != null && begun.body() == Body.OPENED) {
      visitor.onOpened(begun, start);
    } else if (state == State.WHOLE && body.isComplete()) {
      handOut(Payload.EMPTY, visitor);
    }
  }

  private int readWhole(Payload bytes, int at, EbmlVisitor visitor) {
    int taken = body.fill(bytes, at);
    offset += taken;
    if (body.isComplete()) {
      handOut(body.take(), visitor);
    }
    return at + taken;
  }

  private void handOut(Payload whole, EbmlVisitor visitor) {
    EbmlElement read = element;
    state = State.HEADER;
    body.expect(0);
    if (read == null) {
      return;
    }
    if (!visitor.onWhole(read, whole, offset - whole.length())) {
      startSearch();
    } else if (read.level() == 0) {
      trust = Trust.SURE; // it was sound as a whole, so it needs no other to prove it
    }
  }

  private int readSkipped(Payload bytes, int at) {
    int taken = (int) Math.min(toSkip, bytes.length() - at);
    toSkip -= taken;
    offset += taken;
    state = toSkip == 0 ? State.HEADER : State.SKIPPED;
    return at + taken;
  }

  private int search(Payload bytes, int at, EbmlVisitor visitor) {
    byte[] array = bytes.array();
    int start = bytes.arrayOffset() + at;
    int limit = bytes.arrayOffset() + bytes.length();
    int last = window;
    for (int i = start; i < limit; ) {
      last = last << 8 | (array[i++] & 0xff);
      // All ids of four bytes start with the bits 0001; few of the others are worth a call.
      if (last >>> 28 == 1 && visitor.isSafePoint(last)) {
        offset += i - start;
        goOnAt(last);
        return at + i - start;
      }
    }
    window = last;
    offset += limit - start;
    return bytes.length();
  }

  /** Takes up reading at an element whose id has just been passed. */
  private void goOnAt(int id) {
    EbmlElement found = schema.find(id);
    depth = found == null ? 0 : found.level();
    Arrays.fill(ends, UNKNOWN_END);
    offset -= Vint.MAX_ID_BYTES;
    for (int i = 0; i < Vint.MAX_ID_BYTES; i++) {
      header[i] = (byte) (id >>> (24 - 8 * i));
    }
    headerLength = Vint.MAX_ID_BYTES;
    trust = Trust.FOUND;
    state = State.HEADER;
  }

  private void lose(MediaException damage, EbmlVisitor visitor) {
    boolean reported = isLost();
    startSearch();
    if (!reported) {
      visitor.onDamage(damage);
    }
  }

  private void startSearch() {
    state = State.SEARCH;
    trust = Trust.SURE;
    headerLength = 0;
    window = 0;
    depth = 0;
    element = null;
    body.expect(0);
    toSkip = 0;
  }

  /** Drops what is half read; the next push is searched for a safe point. */
  void skip() {
    offset += headerLength;
    startSearch();
  }

  /** Why the bytes cannot end here; null if they can. */
  @Nullable MediaException unfinished() {
    if (isLost()) {
      return null;
    }
    if (headerLength > 0) {
      return new Malformed(offset(), "the input ends within an element's header");
    }
    if (state == State.WHOLE && element != null) {
      return new Malformed(
          offset, "the input ends %d bytes before the end of a %s", body.missing(), element.name());
    }
    if (state == State.SKIPPED) {
      return new Malformed(offset, "the input ends %d bytes before the end of an element", toSkip);
    }
    closeEnded();
    long end = depth == 0 ? UNKNOWN_END : ends[depth - 1];
    return end == UNKNOWN_END
        ? null
        : new Malformed(
            offset, "the input ends %d bytes before the end of an element", end - offset);
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(state.name());
    out.writeUTF(trust.name());
    out.writeLong(offset);
    out.writeByte(headerLength);
    out.write(header, 0, headerLength);
    out.writeInt(element == null ? 0 : element.id());
    body.save(out);
    out.writeLong(toSkip);
    out.writeInt(window);
    out.writeByte(depth);
    for (int i = 0; i < depth; i++) {
      out.writeLong(ends[i]);
    }
  }

  /** Reads what {@link #save} wrote. */
  static EbmlReader load(EbmlSchema schema, DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "EBML reader");
    EbmlReader reader = new EbmlReader(schema);
    reader.state = SavedMedia.named(State.values(), in.readUTF(), "EBML reader");
    reader.trust = SavedMedia.named(Trust.values(), in.readUTF(), "EBML reader");
    reader.offset = in.readLong();
    reader.headerLength = bounded("header bytes", in.readByte(), MAX_HEADER_BYTES - 1);
    in.readFully(reader.header, 0, reader.headerLength);
    reader.loadBody(in);
    reader.toSkip = in.readLong();
    reader.window = in.readInt();
    reader.depth = bounded("depth", in.readByte(), MAX_DEPTH);
    for (int i = 0; i < reader.depth; i++) {
      reader.ends[i] = in.readLong();
    }
    return reader;
  }

  private void loadBody(DataInput in) throws IOException {
    element = schema.find(in.readInt());
    boolean whole = state == State.WHOLE;
    if (whole && (element == null || element.body() != Body.WHOLE)) {
      throw new IOException("Cannot read EBML state: no such element is read whole");
    }
    body = ByteAccumulator.load(in, whole && element != null ? (int) element.maxBytes() : 0);
  }

  private static int bounded(String what, int value, int max) throws IOException {
    if (value < 0 || value > max) {
      throw new IOException(
          "Cannot read EBML state: %d %s, at most %d".formatted(value, what, max));
    }
    return value;
  }
}
