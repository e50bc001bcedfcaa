package io.millrace.demux.raw;

import io.millrace.demux.raw.PictureReader.Picture;
import io.millrace.demux.raw.PictureReader.Place;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers frames in the order of output, and hands their access units on in decode order as soon as
 * their number is certain. It is the bumping process of a decoder without the decoding (ITU-T
 * H.264, C.4.5.3; H.265, C.5.2.4): once more frames wait than the stream may reorder, nothing can
 * come that is shown before the first of them.
 *
 * <p>A stream that breaks its own word is not kept for ever: past {@value #MAX_HELD} access units
 * or 64 MiB all that wait are numbered as they are. A frame that comes too late for its place gets
 * the next one, and the depth of reordering is believed to be one frame more from then on.
 */
final class OutputOrder {
  private static final int MAX_HELD = 64;
  private static final int MAX_HELD_BYTES = 64 << 20;
  private static final int MAX_DEPTH = 16;
  private static final long UNKNOWN = -1;

  /** Takes access units in decode order. */
  interface Sink {
    /**
     * @param frame number of its frame in output order
     */
    void onUnit(Unit unit, long frame);
  }

  /** An access unit without a time. */
  record Unit(Payload data, boolean sync, long byteOffset) {}

  /** A frame, or two fields of one. */
  private static final class Frame {
    final long order;
    long number;

    Frame(long order, long number) {
      this.order = order;
      this.number = number;
    }
  }

  private record Held(Unit unit, Frame frame) {}

  /** In decode order; at least the first one waits for its number. */
  private final Deque<Held> held = new ArrayDeque<>();

  private long heldBytes;

  /** Frames without a number, in decode order. */
  private final List<Frame> waiting = new ArrayList<>();

  private @Nullable Frame newest;
  private long next;
  private int depth;

  /** Order of the last frame of this sequence that got a number. */
  private long lastOrder = Long.MIN_VALUE;

  /** Frames numbered so far. */
  long frames() {
    return next;
  }

  /** A frame has begun that the next access unit may complete. */
  boolean isOpen() {
    return newest != null;
  }

  /** Takes the next access unit in decode order. */
  void add(Unit unit, Picture picture, int reorderDepth, Sink sink) {
    if (picture.place() == Place.STARTS_SEQUENCE) {
      endSequence(sink);
    }
    depth = Math.max(depth, reorderDepth);
    Frame frame = newest;
    if (frame == null || picture.place() != Place.SAME_FRAME) {
      frame = new Frame(picture.order(), UNKNOWN);
      newest = frame;
      place(frame);
    }
    held.add(new Held(unit, frame));
    heldBytes += unit.data().length();
    if (held.size() > MAX_HELD || heldBytes > MAX_HELD_BYTES) {
      numberAllBut(0);
    }
    release(sink);
  }

  private void place(Frame frame) {
    if (frame.order < lastOrder) {
      frame.number = next++;
      depth = Math.min(MAX_DEPTH, depth + 1);
      return;
    }
    waiting.add(frame);
    numberAllBut(depth);
  }

  private void numberAllBut(int rest) {
    while (waiting.size() > rest) {
      Frame first = waiting.get(0);
      for (Frame frame : waiting) {
        first = frame.order < first.order ? frame : first;
      }
      waiting.remove(first);
      first.number = next++;
      lastOrder = first.order;
    }
  }

  private void release(Sink sink) {
    for (Held first = held.peek(); first != null; first = held.peek()) {
      if (first.frame.number == UNKNOWN) {
        return;
      }
      held.remove();
      heldBytes -= first.unit.data().length();
      sink.onUnit(first.unit, first.frame.number);
    }
  }

  /** Nothing that comes is shown before what is here: all of it gets its number. */
  void endSequence(Sink sink) {
    numberAllBut(0);
    release(sink);
    newest = null;
    depth = 0;
    lastOrder = Long.MIN_VALUE;
  }

  /** Counts from 0 again. Nothing may wait. */
  void restart() {
    next = 0;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(next);
    out.writeInt(depth);
    out.writeLong(lastOrder);
    out.writeInt(held.size());
    Frame before = null;
    for (Held each : held) {
      out.writeBoolean(each.frame == before);
      saveFrame(each.frame, out);
      SavedMedia.writePayload(out, each.unit.data());
      out.writeBoolean(each.unit.sync());
      out.writeLong(each.unit.byteOffset());
      before = each.frame;
    }
    out.writeBoolean(newest != null);
    if (newest != null) {
      out.writeBoolean(newest == before);
      saveFrame(newest, out);
    }
  }

  private static void saveFrame(Frame frame, DataOutput out) throws IOException {
    out.writeLong(frame.order);
    out.writeLong(frame.number);
  }

  static OutputOrder load(DataInput in) throws IOException {
    OutputOrder loaded = new OutputOrder();
    loaded.next = in.readLong();
    loaded.depth = in.readInt();
    loaded.lastOrder = in.readLong();
    Frame before = null;
    for (int i = SavedMedia.readCount(in, MAX_HELD, "access units"); i > 0; i--) {
      Frame frame = loaded.loadFrame(in, before);
      Unit unit = new Unit(SavedMedia.readPayload(in), in.readBoolean(), in.readLong());
      loaded.held.add(new Held(unit, frame));
      loaded.heldBytes += unit.data().length();
      before = frame;
    }
    loaded.newest = in.readBoolean() ? loaded.loadFrame(in, before) : null;
    return loaded;
  }

  private Frame loadFrame(DataInput in, @Nullable Frame before) throws IOException {
    boolean same = in.readBoolean();
    Frame frame = new Frame(in.readLong(), in.readLong());
    if (same && before != null) {
      return before;
    }
    if (frame.number == UNKNOWN) {
      waiting.add(frame);
    }
    return frame;
  }
}
