package io.millrace.demux.mpegts;

import io.millrace.demux.framing.UnitBoundaries;
import io.millrace.demux.framing.VideoSyntax;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

  private final UnitBoundaries boundaries;

  /** The open access unit is {@code [start, end)}. */
  private byte[] bytes = NOTHING;

  private int start;
  private int end;

  /** Of the open access unit. */
  private long pts = Pes.NO_PTS;

  private long byteOffset;

  /** Where the newest PES packet starts in {@link #bytes}, and what holds for units in it. */
  private int pesStart;

  private long pesPts = Pes.NO_PTS;
  private long pesByteOffset;

  VideoUnits(VideoSyntax syntax) {
    this.boundaries = new UnitBoundaries(syntax);
  }

  @Override
  public void begin(byte[] next, int from, int to, Sink sink) {
    if (end > start && !boundaries.searching() && boundaries.startsUnit(next, from, to)) {
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
    takePesOf(start);
    scan(sink, false);
  }

  private void scan(Sink sink, boolean last) {
    int prefix;
    while ((prefix = boundaries.next(bytes, start, end, last)) != UnitBoundaries.NONE) {
      int boundary = UnitBoundaries.unitStart(bytes, start, prefix);
      close(boundary, sink);
      takePesOf(prefix);
    }
  }

  private Payload unit(int boundary) {
    Payload unit = Payload.of(bytes, start, boundary - start);
    int[] startCodes = boundaries.startCodes();
    return startCodes == null ? unit : unit.withStartCodes(startCodes);
  }

  /** Ends the open unit at {@code boundary}, where the next one starts. */
  private void close(int boundary, Sink sink) {
    if (boundary > start && !boundaries.searching() && pts != Pes.NO_PTS) {
      sink.onUnit(pts, boundaries.sync(), unit(boundary), byteOffset);
    }
    start = boundary;
    boundaries.open();
  }

  /** A unit is of the PES packet in which its start code is, whatever zeros come before. */
  private void takePesOf(int prefix) {
    if (prefix >= pesStart) {
      pts = pesPts;
      byteOffset = pesByteOffset;
    }
  }

  private void closeAll(Sink sink) {
    scan(sink, true);
    close(end, sink);
    takePesOf(end);
    bytes = NOTHING;
    start = 0;
    end = 0;
    pesStart = 0;
  }

  private void adopt(Payload data) {
    bytes = data.array();
    start = data.arrayOffset();
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
    end = 0;
    pesStart = 0;
    pesPts = Pes.NO_PTS;
    boundaries.reset();
    takePesOf(0);
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
    out.writeInt(boundaries.scanned());
    out.writeInt(pesStart - start);
    out.writeLong(pts);
    out.writeLong(byteOffset);
    out.writeBoolean(boundaries.sync());
    out.writeInt(boundaries.lastSlice());
    out.writeLong(pesPts);
    out.writeLong(pesByteOffset);
    out.writeBoolean(boundaries.searching());
  }

  @Override
  public void load(DataInput in) throws IOException {
    bytes = SavedMedia.readPayload(in).array();
    start = 0;
    end = bytes.length;
    int scanned = Math.max(0, Math.min(in.readInt(), end));
    pesStart = Math.min(in.readInt(), end);
    pts = in.readLong();
    byteOffset = in.readLong();
    boolean sync = in.readBoolean();
    int lastSlice = in.readInt();
    pesPts = in.readLong();
    pesByteOffset = in.readLong();
    boundaries.resume(in.readBoolean(), scanned, sync, lastSlice);
  }
}
