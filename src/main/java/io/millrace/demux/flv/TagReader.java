package io.millrace.demux.flv;

import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Cuts an FLV byte stream into tags as its bytes come. Adobe Flash Video File Format Specification
 * 10.1, E.2 to E.4.1. A tag that lies within one push is a view of it, else it is gathered once.
 *
 * <p>A tag is handed out when what follows proves its size: PreviousTagSize says the same, or,
 * where that is wrong, another tag begins behind it. If neither is so the size is damaged, and tags
 * are searched for within what it covered. A search believes a tag by the same proof. Since a place
 * that may be a tag is judged by two other places alone, a search costs the same for each byte.
 */
final class TagReader {
  private static final int VERSION = 1;
  private static final int TAG_SIZE_BYTES = FileHeader.TAG_SIZE_BYTES;

  /** A tag with PreviousTagSize and the header of the next one. */
  private static final int MAX_HELD_BYTES =
      FlvTag.MAX_DATA_BYTES + 2 * FlvTag.HEADER_BYTES + TAG_SIZE_BYTES;

  private enum State {
    FILE_HEADER,
    /** Up to the first tag. */
    FILE_HEADER_REST,
    TAG,
    SEARCH
  }

  private enum Verdict {
    TRUE,
    FALSE,
    /** More bytes are needed. */
    OPEN
  }

  private State state = State.FILE_HEADER;

  /** Of the first byte that is not done with. */
  private long offset;

  private HeldBytes held = new HeldBytes();

  /** Bytes from {@link #offset} on without which nothing can be said. */
  private int wanted = FileHeader.BYTES;

  private int toSkip;

  /** True while damage is reported already and nothing sound was read since. */
  boolean isLost() {
    return state == State.SEARCH;
  }

  /** Bytes pushed so far. */
  long pushed() {
    return offset + held.length();
  }

  /**
   * Reads on.
   *
   * @throws MediaException from the visitor, or if there is no file header at the very start
   */
  void push(Payload bytes, TagVisitor visitor) {
    long end = pushed() + bytes.length();
    try {
      for (int at = 0; at < bytes.length(); ) {
        at = held.isEmpty() ? readDirectly(bytes, at, visitor) : readHeld(bytes, at, visitor);
      }
    } catch (MediaException e) {
      lose();
      offset = end;
      throw e;
    }
  }

  private int readDirectly(Payload bytes, int at, TagVisitor visitor) {
    int next = at + readAll(bytes, at, visitor);
    return next + held.fill(bytes, next, wanted);
  }

  private int readHeld(Payload bytes, int at, TagVisitor visitor) {
    int next = at + held.fill(bytes, at, wanted);
    if (held.length() >= wanted) {
      held.drop(readAll(held.view(), 0, visitor));
    }
    return next;
  }

  /** Reads as far as it can be told what it is, and returns how many bytes that was. */
  private int readAll(Payload bytes, int from, TagVisitor visitor) {
    int at = from;
    int length = -1;
    while (at < bytes.length() && length != 0) {
      length =
          switch (state) {
            case FILE_HEADER -> readFileHeader(bytes, at, visitor);
            case FILE_HEADER_REST -> readFileHeaderRest(bytes, at);
            case TAG -> readTag(bytes, at, visitor);
            case SEARCH -> search(bytes, at, visitor);
          };
      at += length;
    }
    return at - from;
  }

  /** Whether so many bytes are there; if not, they are wanted. */
  private boolean has(Payload bytes, int at, int length) {
    wanted = length;
    return bytes.length() - at >= length;
  }

  private int readFileHeader(Payload bytes, int at, TagVisitor visitor) {
    if (!has(bytes, at, FileHeader.BYTES)) {
      return 0;
    }
    try {
      toSkip = FileHeader.dataOffset(bytes, at, offset) + TAG_SIZE_BYTES - FileHeader.BYTES;
    } catch (MediaException e) {
      if (offset == 0) {
        throw e;
      }
      return startSearch(e, visitor);
    }
    state = State.FILE_HEADER_REST;
    offset += FileHeader.BYTES;
    visitor.onFile();
    return FileHeader.BYTES;
  }

  private int readFileHeaderRest(Payload bytes, int at) {
    int length = Math.min(toSkip, bytes.length() - at);
    toSkip -= length;
    offset += length;
    state = toSkip == 0 ? State.TAG : State.FILE_HEADER_REST;
    wanted = 1;
    return length;
  }

  private int readTag(Payload bytes, int at, TagVisitor visitor) {
    if (!has(bytes, at, FlvTag.HEADER_BYTES)) {
      return 0;
    }
    if (FileHeader.startsAt(bytes, at)) {
      state = State.FILE_HEADER;
      return readFileHeader(bytes, at, visitor);
    }
    if (!FlvTag.isPossible(bytes, at)) {
      return startSearch(
          new Malformed(offset, "no FLV tag, first byte %02x", bytes.unsignedAt(at)), visitor);
    }
    return switch (proven(bytes, at)) {
      case TRUE -> handOut(bytes, at, visitor);
      case OPEN -> 0;
      case FALSE -> startSearch(sizeDamage(bytes, at), visitor);
    };
  }

  /** Whether the tag here ends where its size says. */
  private Verdict proven(Payload bytes, int at) {
    int tagBytes = FlvTag.HEADER_BYTES + FlvTag.dataSize(bytes, at);
    if (!has(bytes, at, tagBytes + TAG_SIZE_BYTES)) {
      return Verdict.OPEN;
    }
    if (FileHeader.int32(bytes, at + tagBytes) == tagBytes) {
      return Verdict.TRUE;
    }
    if (!has(bytes, at, tagBytes + TAG_SIZE_BYTES + FlvTag.HEADER_BYTES)) {
      return Verdict.OPEN;
    }
    int next = at + tagBytes + TAG_SIZE_BYTES;
    boolean follows = FlvTag.isEvident(bytes, next) || FileHeader.startsAt(bytes, next);
    return follows ? Verdict.TRUE : Verdict.FALSE;
  }

  private MediaException sizeDamage(Payload bytes, int at) {
    return new Malformed(
        offset, "FLV tag: %d bytes of data, and no tag behind them", FlvTag.dataSize(bytes, at));
  }

  private int handOut(Payload bytes, int at, TagVisitor visitor) {
    FlvTag tag = FlvTag.read(bytes, at, offset);
    int length = FlvTag.HEADER_BYTES + tag.data().length() + TAG_SIZE_BYTES;
    state = State.TAG;
    offset += length;
    visitor.onTag(tag);
    return length;
  }

  private int startSearch(MediaException reason, TagVisitor visitor) {
    state = State.SEARCH;
    offset++;
    visitor.onDamage(reason);
    return 1;
  }

  private int search(Payload bytes, int at, TagVisitor visitor) {
    int next = at;
    while (bytes.length() - next >= FlvTag.HEADER_BYTES && !mayStartAt(bytes, next)) {
      next++;
    }
    if (next == at && has(bytes, at, FlvTag.HEADER_BYTES)) {
      return judge(bytes, at, visitor);
    }
    wanted = FlvTag.HEADER_BYTES;
    offset += next - at;
    return next - at;
  }

  private static boolean mayStartAt(Payload bytes, int at) {
    return FlvTag.isEvident(bytes, at) || FileHeader.startsAt(bytes, at);
  }

  private int judge(Payload bytes, int at, TagVisitor visitor) {
    Verdict verdict = FileHeader.startsAt(bytes, at) ? provenFile(bytes, at) : proven(bytes, at);
    if (verdict == Verdict.OPEN) {
      return 0;
    }
    if (verdict == Verdict.FALSE) {
      offset++;
      return 1;
    }
    if (FileHeader.startsAt(bytes, at)) {
      return readFileHeader(bytes, at, visitor);
    }
    return handOut(bytes, at, visitor);
  }

  private Verdict provenFile(Payload bytes, int at) {
    if (!has(bytes, at, FileHeader.EVIDENT_BYTES)) {
      return Verdict.OPEN;
    }
    return FileHeader.isEvident(bytes, at) ? Verdict.TRUE : Verdict.FALSE;
  }

  /** Says that bytes are missing behind the last push: the next tag is searched for. */
  void skip(TagVisitor visitor) {
    handOutLast(visitor);
    offset += held.length();
    lose();
  }

  /**
   * Says that nothing follows. If that is within a tag its size may be damaged: tags are searched
   * for in what it covered.
   */
  void end(TagVisitor visitor) {
    handOutLast(visitor);
    // Nothing at all is for others to complain about; of PreviousTagSize any part may be missing.
    boolean whole = state == State.TAG && held.isEmpty() || pushed() == 0;
    if (!isLost() && !whole) {
      visitor.onDamage(new Malformed(pushed(), "the input ends within an FLV %s", place()));
    }
    while (!held.isEmpty()) { // nothing will prove what it begins with
      state = State.SEARCH;
      offset++;
      held.drop(1);
      held.drop(readAll(held.view(), 0, visitor));
      handOutLast(visitor);
    }
    lose();
  }

  private String place() {
    return state == State.TAG ? "tag" : "header";
  }

  /** A tag that lacks only what would prove it is handed out where it follows a sound one. */
  private void handOutLast(TagVisitor visitor) {
    Payload bytes = held.view();
    boolean headed = state == State.TAG && bytes.length() >= FlvTag.HEADER_BYTES;
    if (!headed || bytes.length() < FlvTag.HEADER_BYTES + FlvTag.dataSize(bytes, 0)) {
      return;
    }
    FlvTag tag = FlvTag.read(bytes, 0, offset);
    int tagBytes = FlvTag.HEADER_BYTES + tag.data().length();
    int length = Math.min(bytes.length(), tagBytes + TAG_SIZE_BYTES);
    offset += length;
    held.drop(length);
    visitor.onTag(tag);
  }

  private void lose() {
    state = State.SEARCH;
    held.clear();
    wanted = FlvTag.HEADER_BYTES;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(state.name());
    out.writeLong(offset);
    out.writeInt(wanted);
    out.writeInt(toSkip);
    held.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it is of an unknown version, or holds more than it can
   */
  static TagReader load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "FLV reader");
    TagReader reader = new TagReader();
    reader.state = SavedMedia.named(State.values(), in.readUTF(), "FLV reader");
    reader.offset = in.readLong();
    reader.wanted = SavedMedia.readCount(in, MAX_HELD_BYTES, "wanted bytes");
    reader.toSkip = SavedMedia.readCount(in, 1 << 17, "bytes of an FLV header");
    reader.held = HeldBytes.load(in, MAX_HELD_BYTES);
    return reader;
  }
}
