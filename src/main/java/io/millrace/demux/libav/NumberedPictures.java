package io.millrace.demux.libav;

import io.millrace.demux.raw.FrameNumbers;
import io.millrace.media.Codec;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds out when pictures of H.264 and HEVC are shown of which the container says only when they
 * are decoded: the n-th frame in the order of output stands in the n-th slot in which one is
 * decoded, or as much behind it as those do of which the container says it.
 */
final class NumberedPictures {
  private static final int MAX_HELD = 64;
  private static final int MAX_SLOTS = 256;

  private final Codec codec;
  private FrameNumbers numbers;

  /** In decode order; the first waits for its number. */
  private final Deque<TimedPicture> held = new ArrayDeque<>();

  /** Slots of the last frames in decode order, up to the newest. */
  private final List<Long> slots = new ArrayList<>();

  /** From a slot to the time when the frame of that number is shown. */
  private long delay;

  NumberedPictures(Codec codec) {
    this.codec = codec;
    this.numbers = FrameNumbers.of(codec);
  }

  /** Takes the next picture in decode order. */
  void add(TimedPicture picture, Consumer<TimedPicture> out) {
    long begun = numbers.begun();
    held.add(picture);
    List<Long> certain = numbers.add(picture.data(), picture.byteOffset());
    if (numbers.begun() > begun) {
      slots.add(picture.slot());
    }
    certain.forEach(number -> handOut(number, out));
    while (slots.size() > MAX_SLOTS) {
      slots.remove(0);
    }
  }

  private void handOut(long number, Consumer<TimedPicture> out) {
    TimedPicture picture = held.remove();
    long slot = slot(number, picture);
    if (picture.time() == TimedPicture.UNKNOWN) {
      out.accept(picture.shownAt(slot + delay));
    } else {
      delay = picture.time() - slot;
      out.accept(picture);
    }
  }

  private long slot(long number, TimedPicture picture) {
    long index = number - (numbers.begun() - slots.size());
    return index < 0 || index >= slots.size() ? picture.slot() : slots.get((int) index);
  }

  /** No picture comes that belongs to those before. */
  void end(Consumer<TimedPicture> out) {
    numbers.end().forEach(number -> handOut(number, out));
  }

  void save(DataOutput out) throws IOException {
    numbers.save(out);
    out.writeInt(held.size());
    for (TimedPicture picture : held) {
      picture.save(out);
    }
    out.writeInt(slots.size());
    for (long slot : slots) {
      out.writeLong(slot);
    }
    out.writeLong(delay);
  }

  void load(DataInput in) throws IOException {
    numbers = FrameNumbers.load(codec, in);
    for (int i = SavedMedia.readCount(in, MAX_HELD, "pictures"); i > 0; i--) {
      held.add(TimedPicture.load(in));
    }
    for (int i = SavedMedia.readCount(in, MAX_SLOTS, "slots"); i > 0; i--) {
      slots.add(in.readLong());
    }
    delay = in.readLong();
  }
}
