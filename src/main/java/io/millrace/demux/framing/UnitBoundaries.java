package io.millrace.demux.framing;

import io.millrace.bits.StartCodes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the access units of one video stream begin. It is shown the bytes of the access unit that
 * is open, again and again as more of them come, and looks at each byte once.
 */
public final class UnitBoundaries {
  /** The bytes so far do not show where the open access unit ends. */
  public static final int NONE = StartCodes.NONE;

  private static final int NO_SLICE = -1;

  /** A unit with more start codes goes out without their places: nobody gains from the list. */
  private static final int MAX_START_CODES = 1024;

  private final VideoSyntax syntax;

  /** The start of an access unit is still to be found: at first, and after a loss. */
  private boolean searching = true;

  /** Start codes in front of this are known; counted from the start of the open access unit. */
  private int scanned;

  private boolean sync;
  private int lastSlice = NO_SLICE;

  /** Where they are, from the start of the unit; not saved, and then not known. */
  private int[] startCodes = new int[16];

  private int startCodeCount;

  public UnitBoundaries(VideoSyntax syntax) {
    this.syntax = syntax;
  }

  /** Whether no access unit has begun yet, so that what is open is no whole one. */
  public boolean searching() {
    return searching;
  }

  /** Whether decoding can start at the open access unit, as far as it is known. */
  public boolean sync() {
    return sync;
  }

  /** Bytes of the open access unit that need not be looked at again. */
  public int scanned() {
    return scanned;
  }

  /**
   * Where the start codes of the open access unit are, from its start; null if there are too many,
   * or if that has been forgotten.
   */
  public int @Nullable [] startCodes() {
    return startCodeCount > MAX_START_CODES ? null : Arrays.copyOf(startCodes, startCodeCount);
  }

  /**
   * Whether {@code [from, to)}, the bytes behind the open unit, start an access unit beyond doubt.
   */
  public boolean startsUnit(byte[] next, int from, int to) {
    int prefix = to - from > 3 && next[from] == 0 && next[from + 2] == 0 ? from + 1 : from;
    if (!isStartCode(next, prefix, to)) {
      return false;
    }
    int role = syntax.role(next, prefix + StartCodes.LENGTH, to);
    return role != VideoSyntax.UNDECIDED && isBoundary(role);
  }

  private static boolean isStartCode(byte[] bytes, int at, int end) {
    return end - at >= StartCodes.LENGTH
        && bytes[at] == 0
        && bytes[at + 1] == 0
        && bytes[at + 2] == 1;
  }

  /**
   * Goes on through {@code [start, end)}, the bytes of the open access unit and what came behind.
   *
   * @param last nothing comes behind these bytes
   * @return index of the start code with which the next access unit begins, or {@link #NONE}
   */
  public int next(byte[] bytes, int start, int end, boolean last) {
    int at = start + scanned;
    while ((at = StartCodes.next(bytes, at, end)) != StartCodes.NONE) {
      int role = syntax.role(bytes, at + StartCodes.LENGTH, end);
      if (role == VideoSyntax.UNDECIDED) {
        if (!last) {
          scanned = at - start;
          return NONE;
        }
        role = VideoSyntax.OTHER;
      }
      boolean isOwn = !searching && unitStart(bytes, start, at) == start;
      if (!isOwn && isBoundary(role)) {
        scanned = at - start;
        return at;
      }
      note(role);
      noteStartCode(at - start);
      at += StartCodes.LENGTH;
    }
    scanned = Math.max(scanned, end - start - StartCodes.LENGTH + 1);
    return NONE;
  }

  /** Where the access unit starts whose first start code is at {@code prefix}: a zero_byte too. */
  public static int unitStart(byte[] bytes, int start, int prefix) {
    return prefix > start && bytes[prefix - 1] == 0 ? prefix - 1 : prefix;
  }

  private boolean isBoundary(int role) {
    return switch (VideoSyntax.kind(role)) {
      case VideoSyntax.DELIMITER -> true;
      case VideoSyntax.PREFIX -> lastSlice != NO_SLICE || searching;
      case VideoSyntax.SLICE ->
          searching ? VideoSyntax.position(role) == 0 : VideoSyntax.position(role) <= lastSlice;
      default -> false;
    };
  }

  private void note(int role) {
    sync |= VideoSyntax.sync(role);
    if (VideoSyntax.kind(role) == VideoSyntax.SLICE) {
      lastSlice = VideoSyntax.position(role);
    } else if (VideoSyntax.kind(role) == VideoSyntax.LATER_SLICE) {
      lastSlice = Math.max(lastSlice, 0);
    }
  }

  private void noteStartCode(int index) {
    if (startCodeCount > MAX_START_CODES) {
      return;
    }
    if (startCodeCount == startCodes.length) {
      startCodes = Arrays.copyOf(startCodes, 2 * startCodeCount);
    }
    startCodes[startCodeCount++] = index;
  }

  /** An access unit begins; none of its bytes has been looked at. */
  public void open() {
    searching = false;
    clear();
  }

  /** Bytes are missing: the start of an access unit is to be found anew. */
  public void reset() {
    searching = true;
    clear();
  }

  private void clear() {
    scanned = 0;
    sync = false;
    lastSlice = NO_SLICE;
    startCodeCount = 0;
  }

  /** The place of the last slice of the open access unit in its picture, for {@link #resume}. */
  public int lastSlice() {
    return lastSlice;
  }

  /** Goes on where another one for the same syntax was, as its accessors said. */
  public void resume(boolean searching, int scanned, boolean sync, int lastSlice) {
    this.searching = searching;
    this.scanned = scanned;
    this.sync = sync;
    this.lastSlice = lastSlice;
    startCodeCount = MAX_START_CODES + 1; // some may lie in front of that
  }
}
