package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A sync sample at which a segment is to end, and the leading pictures behind it: decoded after it,
 * shown before it. ITU-T H.265, 3. Where the segment ends is known with the first picture behind
 * them, because leading pictures come before all others of their random access point.
 */
final class HeldSync {
  /** More leading pictures than any GOP has: then the segment ends before what is here. */
  private static final int MAX_PICTURES = 64;

  private static final int MAX_BYTES = 32 << 20;

  private final List<AccessUnit> pictures = new ArrayList<>();
  private long ingestTime = SegmentUnit.NO_DATE;
  private long earliestPts;
  private long bytes;

  boolean isEmpty() {
    return pictures.isEmpty();
  }

  void begin(AccessUnit sync, long time) {
    ingestTime = time;
    earliestPts = sync.pts();
    bytes = 0;
    add(sync);
  }

  void add(AccessUnit picture) {
    pictures.add(picture);
    earliestPts = Math.min(earliestPts, picture.pts());
    bytes += picture.data().length();
  }

  /** Whether {@code picture} is a leading picture of the sync sample that is held. */
  boolean isLedBy(AccessUnit picture) {
    return !isEmpty()
        && !picture.sync()
        && picture.pts() < pictures.get(0).pts()
        && pictures.size() < MAX_PICTURES
        && bytes < MAX_BYTES;
  }

  /** Those that are held; read only. */
  List<AccessUnit> pictures() {
    return Collections.unmodifiableList(pictures);
  }

  /** When the first of them is shown: where the segment before them ends. */
  long earliestPts() {
    return earliestPts;
  }

  /** Of the sync sample. */
  long ingestTime() {
    return ingestTime;
  }

  /** All of them in decode order; none are held any more. */
  List<AccessUnit> take() {
    List<AccessUnit> taken = List.copyOf(pictures);
    pictures.clear();
    return taken;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeAccessUnits(out, pictures);
    out.writeLong(ingestTime);
  }

  static HeldSync load(DataInput in) throws IOException {
    HeldSync held = new HeldSync();
    List<AccessUnit> pictures = SavedMedia.readAccessUnits(in, MAX_PICTURES, "leading pictures");
    long time = in.readLong();
    for (AccessUnit picture : pictures) {
      if (held.isEmpty()) {
        held.begin(picture, time);
      } else {
        held.add(picture);
      }
    }
    return held;
  }
}
