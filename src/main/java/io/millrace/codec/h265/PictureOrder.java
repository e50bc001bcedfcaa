package io.millrace.codec.h265;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Picture order counts, which say in what order pictures are shown: the lowest first, and all of a
 * coded video sequence before those of the next. ITU-T H.265, 8.3.1.
 */
public final class PictureOrder {
  private static final int MAX_SUB_LAYER_NON_REFERENCE = 14;
  private static final int RADL_N = 6;

  /** PicOrderCntVal of the picture of sub-layer 0 before that others may refer to. */
  private long previous;

  /** The next picture is the first, or comes behind an end of sequence. */
  private boolean begins = true;

  /** Whether a picture begins a coded video sequence, if it is the next one. 8.1.3. */
  public boolean startsSequence(SliceHeader slice) {
    boolean isAlways =
        NalUnitType.isBla(slice.type())
            || slice.type() == NalUnitType.IDR_W_RADL
            || slice.type() == NalUnitType.IDR_N_LP;
    return isAlways || begins && slice.type() == NalUnitType.CRA;
  }

  /** The picture order count of the next picture in decode order. */
  public long next(SliceHeader slice) {
    long count = msb(slice) + slice.picOrderCntLsb();
    begins = false;
    if (slice.temporalId() == 0 && isReference(slice.type())) {
      previous = count;
    }
    return count;
  }

  private long msb(SliceHeader slice) {
    if (startsSequence(slice)) {
      return 0;
    }
    long max = 1L << slice.sps().picOrderCntLsbBits();
    long previousLsb = Math.floorMod(previous, max);
    long msb = previous - previousLsb;
    long step = slice.picOrderCntLsb() - previousLsb;
    return step <= -max / 2 ? msb + max : step > max / 2 ? msb - max : msb;
  }

  /** Neither leading nor a picture that its own sub-layer does not refer to. */
  private static boolean isReference(int type) {
    boolean isLeading = type >= RADL_N && type <= NalUnitType.RASL_R;
    return !isLeading && (type > MAX_SUB_LAYER_NON_REFERENCE || type % 2 == 1);
  }

  /** An end of sequence, or a hole: a CRA picture that comes next begins a sequence. */
  public void endSequence() {
    begins = true;
  }

  public void save(DataOutput out) throws IOException {
    out.writeLong(previous);
    out.writeBoolean(begins);
  }

  /** Reads what {@link #save} wrote. */
  public static PictureOrder load(DataInput in) throws IOException {
    PictureOrder loaded = new PictureOrder();
    loaded.previous = in.readLong();
    loaded.begins = in.readBoolean();
    return loaded;
  }
}
