package io.millrace.demux.fmp4;

import io.millrace.bits.ByteAccumulator;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Splits a byte stream into the boxes of its top level as the bytes come. ISO/IEC 14496-12, 4.2.
 * Only moov and moof are gathered; bytes of all others are handed on as they are.
 *
 * <p>Damage is reported once, then bytes are passed over up to what looks like a box that a segment
 * begins with. What such a search finds is believed when a moov or moof behind it can be read.
 */
final class BoxSplitter {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 8;
  private static final int LARGE_HEADER_BYTES = 16;
  private static final long NO_END = Long.MAX_VALUE;

  private enum State {
    HEADER,
    WHOLE,
    PASSED,
    SEARCH
  }

  private State state = State.HEADER;

  /** False between damage and the next moov or moof that can be read. */
  private boolean sure = true;

  /** Of the next byte; while a header is gathered, of its first byte. */
  private long offset;

  private final byte[] header = new byte[LARGE_HEADER_BYTES];
  private int headerLength;

  private String type = "";
  private long boxOffset;

  /** Behind the last byte of the box that is being read. */
  private long boxEnd;

  private ByteAccumulator body = new ByteAccumulator();

  /** The last eight bytes of a search, and how many there are. */
  private long window;

  private int windowLength;

  /** Offset of the next byte, which is also the number of bytes pushed so far. */
  long offset() {
    return offset + headerLength;
  }

  /** True while damage is reported already and nothing sound was read since. */
  boolean isLost() {
    return !sure;
  }

  void push(Payload bytes, BoxVisitor visitor) {
    for (int at = 0; at < bytes.length(); ) {
      at =
          switch (state) {
            case HEADER -> readHeader(bytes, at, visitor);
            case WHOLE -> readWhole(bytes, at, visitor);
            case PASSED -> passOver(bytes, at, visitor);
            case SEARCH -> search(bytes, at, visitor);
          };
    }
  }

  private int readHeader(Payload bytes, int at, BoxVisitor visitor) {
    int wanted = headerLength < HEADER_BYTES || !isLarge() ? HEADER_BYTES : LARGE_HEADER_BYTES;
    int taken = Math.min(wanted - headerLength, bytes.length() - at);
    bytes.slice(at, taken).copyTo(header, headerLength);
    headerLength += taken;
    boolean complete = headerLength == (isLarge() ? LARGE_HEADER_BYTES : HEADER_BYTES);
    if (headerLength >= HEADER_BYTES && complete) {
      begin(visitor);
    }
    return at + taken;
  }

  private boolean isLarge() {
    return number(0, 4) == 1;
  }

  private long number(int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 8 | header[i] & 0xff;
    }
    return value;
  }

  /** Begins the box whose header is complete, or searches behind it if it cannot be one. */
  private void begin(BoxVisitor visitor) {
    boolean large = isLarge();
    long size = large ? number(8, 8) : number(0, 4);
    String found = new String(header, 4, 4, StandardCharsets.ISO_8859_1);
    MediaException damage = damage(found, size, size == 0 && !large);
    if (damage != null) {
      lose(damage, visitor);
      return;
    }
    boxOffset = offset;
    offset += headerLength;
    headerLength = 0;
    enter(found, size == 0 ? NO_END : size, visitor);
  }

  private @Nullable MediaException damage(String found, long size, boolean toTheEnd) {
    if (!TopLevel.isType(found)) {
      return new Malformed(offset, "no box, but %s", hex());
    }
    boolean gathered = TopLevel.isGathered(found);
    if (!toTheEnd && (size < headerLength || size > NO_END - offset)) {
      return new Malformed(offset, "%s: box size %s", found, Long.toUnsignedString(size));
    }
    if (gathered && (toTheEnd || size > TopLevel.maxBytes(found))) {
      return new Unsupported(
          offset, "%s: box size %d, at most %d", found, size, TopLevel.maxBytes(found));
    }
    boolean found32 = headerLength == HEADER_BYTES && TopLevel.isSafePoint(number(0, 8));
    return sure || found32 ? null : new Malformed(offset, "%s behind damage", found);
  }

  private String hex() {
    return HexFormat.of().formatHex(header, 0, HEADER_BYTES);
  }

  /** Enters a box that begins at {@link #boxOffset} and whose header has just been passed. */
  private void enter(String found, long size, BoxVisitor visitor) {
    type = found;
    boxEnd = size == NO_END ? NO_END : boxOffset + size;
    if (TopLevel.isGathered(found)) {
      body.expect((int) (boxEnd - offset));
      state = State.WHOLE;
    } else {
      state = boxEnd == offset ? State.HEADER : State.PASSED;
    }
    visitor.onBegin(found, boxOffset, size);
    if (state == State.WHOLE && body.isComplete()) {
      handOut(Payload.EMPTY, visitor);
    }
  }

  private int readWhole(Payload bytes, int at, BoxVisitor visitor) {
    int taken = body.fill(bytes, at);
    offset += taken;
    if (body.isComplete()) {
      handOut(body.take(), visitor);
    }
    return at + taken;
  }

  private void handOut(Payload whole, BoxVisitor visitor) {
    boolean reported = isLost();
    startSearch(); // where the visitor throws, and more is pushed all the same
    sure = false;
    if (visitor.onWhole(type, whole, boxOffset, offset - whole.length())) {
      state = State.HEADER;
      sure = true;
    } else {
      sure = !reported; // a broken payload says nothing against the box's size
      state = reported ? State.SEARCH : State.HEADER;
    }
  }

  private int passOver(Payload bytes, int at, BoxVisitor visitor) {
    int count = (int) Math.min(boxEnd - offset, bytes.length() - at);
    long from = offset;
    offset += count;
    state = offset == boxEnd ? State.HEADER : State.PASSED;
    visitor.onBytes(bytes, at, at + count, from, boxEnd);
    return at + count;
  }

  private int search(Payload bytes, int at, BoxVisitor visitor) {
    byte[] array = bytes.array();
    int start = bytes.arrayOffset() + at;
    int limit = bytes.arrayOffset() + bytes.length();
    long last = window;
    for (int i = start; i < limit; ) {
      last = last << 8 | array[i++] & 0xff;
      if (TopLevel.isSafePoint(last) && windowLength + i - start >= HEADER_BYTES) {
        offset += i - start;
        window = last;
        goOn(visitor);
        return at + i - start;
      }
    }
    window = last;
    windowLength = Math.min(HEADER_BYTES, windowLength + limit - start);
    offset += limit - start;
    return bytes.length();
  }

  /** Takes up reading at a box whose header has just been passed. */
  private void goOn(BoxVisitor visitor) {
    long found = window;
    startSearch();
    boxOffset = offset - HEADER_BYTES;
    enter(TopLevel.text((int) found), found >>> 32, visitor);
  }

  private void lose(MediaException damage, BoxVisitor visitor) {
    boolean reported = isLost();
    int length = headerLength;
    byte[] again = Arrays.copyOf(header, length);
    startSearch();
    sure = false;
    if (!reported) {
      visitor.onDamage(damage);
    }
    push(Payload.of(again), visitor);
  }

  private void startSearch() {
    state = State.SEARCH;
    headerLength = 0;
    window = 0;
    windowLength = 0;
    body.expect(0);
  }

  /** Drops what is half read; the next push is searched for a sound place. */
  void skip() {
    offset += headerLength;
    startSearch();
    sure = false;
  }

  /** Why the bytes cannot end here, but for media that is missing; null if they can. */
  @Nullable MediaException unfinished() {
    if (isLost()) {
      return null;
    }
    if (headerLength > 0) {
      return new Malformed(offset(), "the input ends within a box header");
    }
    return state == State.WHOLE
        ? new Malformed(
            offset, "the input ends %d bytes before the end of %s", body.missing(), type)
        : null;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(state.name());
    out.writeBoolean(sure);
    out.writeLong(offset);
    out.writeByte(headerLength);
    out.write(header, 0, headerLength);
    out.writeUTF(type);
    out.writeLong(boxOffset);
    out.writeLong(boxEnd);
    body.save(out);
    out.writeLong(window);
    out.writeByte(windowLength);
  }

  /** Reads what {@link #save} wrote. */
  static BoxSplitter load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "box splitter");
    BoxSplitter splitter = new BoxSplitter();
    splitter.state = SavedMedia.named(State.values(), in.readUTF(), "box splitter");
    splitter.sure = in.readBoolean();
    splitter.offset = in.readLong();
    splitter.headerLength = in.readUnsignedByte();
    if (splitter.headerLength > LARGE_HEADER_BYTES) {
      throw new IOException("Cannot read saved box splitter: header of too many bytes");
    }
    in.readFully(splitter.header, 0, splitter.headerLength);
    splitter.type = in.readUTF();
    splitter.boxOffset = in.readLong();
    splitter.boxEnd = in.readLong();
    splitter.body = ByteAccumulator.load(in, TopLevel.MAX_MOOV_BYTES);
    splitter.window = in.readLong();
    splitter.windowLength = in.readUnsignedByte();
    return splitter;
  }
}
