package io.millrace.demux.mpegts;

import io.millrace.bits.StartCodes;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Splits video into access units. The bytes of a PES packet that is one access unit are taken as
 * they are: its array becomes the access unit, and each byte is looked at once.
 *
 * <p>An access unit has the PTS of the PES packet in which it starts. Where several start in one,
 * the later ones carry no time of their own in the transport stream and repeat it; the same where a
 * PES packet has no PTS.
 */
final class VideoUnits implements UnitReader {
  static final int MAX_UNIT_BYTES = 16 << 20;

  private static final byte[] NOTHING = {};
  private static final int NO_SLICE = -1;

  /** A unit with more start codes goes out without their places: nobody gains from the list. */
  private static final int MAX_START_CODES = 1024;

  private final VideoSyntax syntax;

  /** The open access unit is {@code [start, end)}; start codes before {@code scanned} are known. */
  private byte[] bytes = NOTHING;

  private int start;
  private int scanned;
  private int end;

  /** Of the open access unit. */
  private long pts = Pes.NO_PTS;

  private long byteOffset;
  private boolean sync;
  private int lastSlice = NO_SLICE;

  /** Where its start codes are, from {@link #start}; not saved, and then not known. */
  private int[] startCodes = new int[16];

  private int startCodeCount;

  /** Where the newest PES packet starts in {@link #bytes}, and what holds for units in it. */
  private int pesStart;

  private long pesPts = Pes.NO_PTS;
  private long pesByteOffset;

  /** The start of an access unit is still to be found: at first, and after a loss. */
  private boolean searching = true;

  VideoUnits(VideoSyntax syntax) {
    this.syntax = syntax;
  }

  @Override
  public void begin(byte[] next, int from, int to, Sink sink) {
    if (end > start && !searching && startsUnit(next, from, to)) {
      closeAll(sink);
    }
  }

  @Override
  public void read(Pes pes, long pts, Sink sink) {
    Payload data = pes.payload();
    int from = data.arrayOffset();
    begin(data.array(), from, from + data.length(), sink);
    if (start == end) {
      adopt(data);
    } else if (!append(data)) {
      reset();
      sink.onBadUnit(
          new MediaException.Unsupported(
              pes.byteOffset(), "Access unit: more than %d bytes", MAX_UNIT_BYTES));
      return;
    }
    if (pts != Pes.NO_PTS) {
      pesPts = pts;
    }
    pesByteOffset = pes.byteOffset();
    if (start == pesStart) {
      open(start, start);
    }
    scan(sink, false);
  }

  /** Whether these bytes start an access unit beyond doubt, so that the open one is complete. */
  private boolean startsUnit(byte[] next, int from, int to) {
    int prefix = to - from > 3 && next[from] == 0 && next[from + 2] == 0 ? from + 1 : from;
    if (!Pes.hasStartCode(next, prefix, to)) {
      return false;
    }
    int role = syntax.role(next, prefix + StartCodes.LENGTH, to);
    return role != VideoSyntax.UNDECIDED && isBoundary(role);
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

  private void scan(Sink sink, boolean last) {
    int at = scanned;
    while ((at = StartCodes.next(bytes, at, end)) != StartCodes.NONE) {
      int role = syntax.role(bytes, at + StartCodes.LENGTH, end);
      if (role == VideoSyntax.UNDECIDED) {
        if (!last) {
          scanned = at;
          return;
        }
        role = VideoSyntax.OTHER;
      }
      if (isBoundary(role)) {
        int boundary = at > start && bytes[at - 1] == 0 ? at - 1 : at;
        close(boundary, at, sink);
      }
      note(role);
      noteStartCode(at - start);
      at += StartCodes.LENGTH;
    }
    scanned = Math.max(scanned, end - StartCodes.LENGTH + 1);
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

  private Payload unit(int boundary) {
    Payload unit = Payload.of(bytes, start, boundary - start);
    return startCodeCount > MAX_START_CODES
        ? unit
        : unit.withStartCodes(Arrays.copyOf(startCodes, startCodeCount));
  }

  /**
   * Ends the open unit at {@code boundary}; the start code of the next one is at {@code prefix}.
   */
  private void close(int boundary, int prefix, Sink sink) {
    if (boundary > start && !searching && pts != Pes.NO_PTS) {
      sink.onUnit(pts, sync, unit(boundary), byteOffset);
    }
    searching = false;
    scanned = boundary;
    open(boundary, prefix);
  }

  /** A unit is of the PES packet in which its start code is, whatever zeros come before. */
  private void open(int at, int prefix) {
    start = at;
    sync = false;
    lastSlice = NO_SLICE;
    startCodeCount = 0;
    if (prefix >= pesStart) {
      pts = pesPts;
      byteOffset = pesByteOffset;
    }
  }

  private void closeAll(Sink sink) {
    scan(sink, true);
    close(end, end, sink);
    bytes = NOTHING;
    start = 0;
    scanned = 0;
    end = 0;
    pesStart = 0;
  }

  private void adopt(Payload data) {
    bytes = data.array();
    start = data.arrayOffset();
    scanned = start;
    pesStart = start;
    end = start + data.length();
  }

  /** Puts the data behind the open unit; false if that would be more than a unit may have. */
  private boolean append(Payload data) {
    int length = end - start;
    int needed = length + data.length();
    if (needed > MAX_UNIT_BYTES) {
      return false;
    }
    if (data.length() > bytes.length - end) {
      byte[] larger = new byte[Math.min(2 * needed, MAX_UNIT_BYTES)];
      System.arraycopy(bytes, start, larger, 0, length);
      bytes = larger;
      scanned -= start;
      start = 0;
      end = length;
    }
    data.copyTo(bytes, end);
    pesStart = end;
    end += data.length();
    return true;
  }

  @Override
  public void reset() {
    bytes = NOTHING;
    start = 0;
    scanned = 0;
    end = 0;
    pesStart = 0;
    pesPts = Pes.NO_PTS;
    searching = true;
    open(0, 0);
  }

  @Override
  public void end(Sink sink) {
    if (end > start) {
      closeAll(sink);
    }
    reset();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, Payload.of(bytes, start, end - start));
    out.writeInt(scanned - start);
    out.writeInt(pesStart - start);
    out.writeLong(pts);
    out.writeLong(byteOffset);
    out.writeBoolean(sync);
    out.writeInt(lastSlice);
    out.writeLong(pesPts);
    out.writeLong(pesByteOffset);
    out.writeBoolean(searching);
  }

  @Override
  public void load(DataInput in) throws IOException {
    bytes = SavedMedia.readPayload(in).array();
    start = 0;
    end = bytes.length;
    scanned = Math.max(0, Math.min(in.readInt(), end));
    startCodeCount = MAX_START_CODES + 1; // some may lie before that
    pesStart = Math.min(in.readInt(), end);
    pts = in.readLong();
    byteOffset = in.readLong();
    sync = in.readBoolean();
    lastSlice = in.readInt();
    pesPts = in.readLong();
    pesByteOffset = in.readLong();
    searching = in.readBoolean();
  }
}
