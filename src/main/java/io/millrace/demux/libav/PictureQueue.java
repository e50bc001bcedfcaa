package io.millrace.demux.libav;

import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Finds out when pictures are shown of which the container says only when they are decoded, from
 * what kinds they are: a picture that others refer to is shown when the next such picture is
 * decoded, and the ones between them as they come. ISO/IEC 13818-2, 6.1.1.11.
 *
 * <p>Where a container says it of some pictures, the others follow them. Where it never does, all
 * are shown one picture earlier than that, so that the first is shown when it is decoded.
 */
final class PictureQueue {
  private static final int MAX_HELD = 64;
  private static final int MAX_HELD_BYTES = 32 << 20;

  /** In decode order. The first waits for its time, and no other does. */
  private final Deque<TimedPicture> held = new ArrayDeque<>();

  private long heldBytes;

  /** The container has said of a picture both when it is decoded and when it is shown. */
  private boolean told;

  private long lastSlot = TimedPicture.UNKNOWN;

  /** Takes the next picture in decode order. */
  void add(TimedPicture picture, PictureType type, Consumer<TimedPicture> out) {
    boolean known = picture.time() != TimedPicture.UNKNOWN;
    told |= known;
    boolean isBetween = type == PictureType.BIDIRECTIONAL;
    long before = lastSlot == TimedPicture.UNKNOWN ? picture.slot() : lastSlot;
    long shown = told ? picture.slot() : before;
    lastSlot = picture.slot();
    if (!isBetween) {
      release(shown, out);
    }
    boolean waits = !known && !isBetween && type != PictureType.UNKNOWN;
    TimedPicture next = known || waits ? picture : picture.shownAt(shown);
    if (!waits && held.isEmpty()) {
      out.accept(next);
      return;
    }
    held.add(next);
    heldBytes += next.data().length();
    if (held.size() > MAX_HELD || heldBytes > MAX_HELD_BYTES) {
      release(before, out);
    }
  }

  /** Hands out all that is held; the first is shown at {@code time}. */
  private void release(long time, Consumer<TimedPicture> out) {
    for (Iterator<TimedPicture> each = held.iterator(); each.hasNext(); ) {
      TimedPicture picture = each.next();
      boolean waits = picture.time() == TimedPicture.UNKNOWN;
      out.accept(waits ? picture.shownAt(time) : picture);
      each.remove();
    }
    heldBytes = 0;
  }

  /**
   * No picture comes that belongs to those before.
   *
   * @param step from one picture to the next
   */
  void end(long step, Consumer<TimedPicture> out) {
    release(told ? lastSlot + step : lastSlot, out);
    lastSlot = TimedPicture.UNKNOWN;
  }

  void save(DataOutput out) throws IOException {
    out.writeBoolean(told);
    out.writeLong(lastSlot);
    out.writeInt(held.size());
    for (TimedPicture picture : held) {
      picture.save(out);
    }
  }

  static PictureQueue load(DataInput in) throws IOException {
    PictureQueue loaded = new PictureQueue();
    loaded.told = in.readBoolean();
    loaded.lastSlot = in.readLong();
    for (int i = SavedMedia.readCount(in, MAX_HELD, "pictures"); i > 0; i--) {
      TimedPicture picture = TimedPicture.load(in);
      loaded.held.add(picture);
      loaded.heldBytes += picture.data().length();
    }
    return loaded;
  }
}
