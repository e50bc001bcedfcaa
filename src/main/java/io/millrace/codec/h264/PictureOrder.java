package io.millrace.codec.h264;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Picture order counts, which say in what order pictures are shown: the lowest first, and all of a
 * coded video sequence before those of the next. ITU-T H.264, 8.2.1. Gaps in frame_num change
 * nothing in the order of what is there.
 */
public final class PictureOrder {
  /** Of the reference picture before; type 0. */
  private long previousMsb;

  private long previousLsb;

  /** Of the picture before; types 1 and 2. */
  private long previousOffset;

  private int previousFrameNum;

  /**
   * The picture order count of the next picture in decode order: of a frame that of its field shown
   * first. Where the order is reset it is counted from there.
   */
  public long next(SliceHeader slice) {
    Fields fields =
        switch (slice.sps().numbering().picOrderCntType()) {
          case 0 -> fromLsb(slice);
          case 1 -> fromCycle(slice, frameNumOffset(slice));
          default -> fromFrameNum(slice, frameNumOffset(slice));
        };
    if (!slice.resetsOrder()) {
      return fields.first(slice);
    }
    // As if this had been an IDR picture, whose first field is 0. ITU-T H.264, 8.2.1.
    previousMsb = 0;
    previousLsb = slice.field() ? 0 : fields.top - fields.first(slice);
    previousOffset = 0;
    previousFrameNum = 0;
    return 0;
  }

  /** TopFieldOrderCnt and BottomFieldOrderCnt. */
  private record Fields(long top, long bottom) {
    long first(SliceHeader slice) {
      if (!slice.field()) {
        return Math.min(top, bottom);
      }
      return slice.bottom() ? bottom : top;
    }
  }

  /** ITU-T H.264, 8.2.1.1. */
  private Fields fromLsb(SliceHeader slice) {
    if (slice.idr()) {
      previousMsb = 0;
      previousLsb = 0;
    }
    long max = 1L << slice.sps().numbering().picOrderCntLsbBits();
    long lsb = slice.picOrderCntLsb();
    long msb = previousMsb;
    if (lsb < previousLsb && previousLsb - lsb >= max / 2) {
      msb += max;
    } else if (lsb > previousLsb && lsb - previousLsb > max / 2) {
      msb -= max;
    }
    if (slice.reference()) {
      previousMsb = msb;
      previousLsb = lsb;
    }
    return new Fields(msb + lsb, msb + lsb + slice.deltaPicOrderCntBottom());
  }

  /** FrameNumOffset. ITU-T H.264, 8.2.1.2 and 8.2.1.3. */
  private long frameNumOffset(SliceHeader slice) {
    long offset = slice.idr() ? 0 : previousOffset;
    if (!slice.idr() && previousFrameNum > slice.frameNum()) {
      offset += 1L << slice.sps().numbering().frameNumBits();
    }
    previousOffset = offset;
    previousFrameNum = slice.frameNum();
    return offset;
  }

  /** ITU-T H.264, 8.2.1.2. */
  private static Fields fromCycle(SliceHeader slice, long frameNumOffset) {
    PictureNumbering numbering = slice.sps().numbering();
    List<Integer> offsets = numbering.offsetsForRefFrame();
    long frame = offsets.isEmpty() ? 0 : frameNumOffset + slice.frameNum();
    if (!slice.reference() && frame > 0) {
      frame--;
    }
    long expected = 0;
    if (frame > 0) {
      long cycle = offsets.stream().mapToLong(Integer::longValue).sum();
      expected = (frame - 1) / offsets.size() * cycle;
      for (int i = 0; i <= (frame - 1) % offsets.size(); i++) {
        expected += offsets.get(i);
      }
    }
    if (!slice.reference()) {
      expected += numbering.offsetForNonRefPic();
    }
    long top = expected + slice.deltaPicOrderCnt0();
    long bottom = top + numbering.offsetForTopToBottomField() + slice.deltaPicOrderCnt1();
    return new Fields(top, bottom);
  }

  /** Output order is decode order. ITU-T H.264, 8.2.1.3. */
  private static Fields fromFrameNum(SliceHeader slice, long frameNumOffset) {
    long count = 2 * (frameNumOffset + slice.frameNum()) - (slice.reference() ? 0 : 1);
    return new Fields(count, count);
  }

  public void save(DataOutput out) throws IOException {
    out.writeLong(previousMsb);
    out.writeLong(previousLsb);
    out.writeLong(previousOffset);
    out.writeInt(previousFrameNum);
  }

  /** Reads what {@link #save} wrote. */
  public static PictureOrder load(DataInput in) throws IOException {
    PictureOrder loaded = new PictureOrder();
    loaded.previousMsb = in.readLong();
    loaded.previousLsb = in.readLong();
    loaded.previousOffset = in.readLong();
    loaded.previousFrameNum = in.readInt();
    return loaded;
  }
}
