package io.millrace.codec.av1;

import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one temporal unit holds: everything that is decoded for one point in time. AV1 Bitstream
 * Specification, 7.5.
 *
 * @param data its bytes as they came
 * @param sequenceHeader an OBU with its size, the first before the first frame; null if it has none
 * @param hdr what its metadata before the first frame says
 * @param frames begun in it
 * @param shows whether anything is shown: without, it is a part of the next one
 * @param sync its first frame is a shown key frame
 * @param oneRun what is left out of the sample stands only in front and behind
 * @param sampleStart where the sample begins
 * @param sampleEnd where it ends
 */
public record TemporalUnit(
    Payload data,
    @Nullable Payload sequenceHeader,
    Hdr hdr,
    int frames,
    boolean shows,
    boolean sync,
    boolean oneRun,
    int sampleStart,
    int sampleEnd) {

  /** Level 6.3 allows 128 tiles in a frame; no encoder writes more than a few OBUs for each. */
  public static final int MAX_OBUS = 4_096;

  /**
   * Reads the unit's OBUs, and the first fields of each frame.
   *
   * @param active the sequence header that holds where the unit has none; null if none came yet
   * @throws MediaException.Malformed if the OBUs do not lead to the end
   * @throws MediaException.Unsupported for more than {@link #MAX_OBUS}
   */
  public static TemporalUnit read(Payload data, @Nullable SequenceHeader active, long byteOffset) {
    return new Reader(data, active).read(byteOffset);
  }

  /** The state of one read. */
  private static final class Reader {
    private final Payload data;
    private boolean reduced;
    private @Nullable Payload sequenceHeader;
    private Hdr hdr = Hdr.UNKNOWN;
    private int frames;
    private boolean shows;
    private boolean sync;
    private int sampleStart;
    private int sampleEnd;
    private boolean interrupted;
    private boolean oneRun = true;

    Reader(Payload data, @Nullable SequenceHeader active) {
      this.data = data;
      this.reduced = active != null && active.reducedStillPicture();
    }

    TemporalUnit read(long byteOffset) {
      Obus obus = new Obus(data, byteOffset);
      int count = 0;
      while (obus.next()) {
        if (++count > MAX_OBUS) {
          throw new MediaException.Unsupported(
              byteOffset, "AV1: more than %d OBUs in a temporal unit", MAX_OBUS);
        }
        place(obus);
        readContent(obus);
      }
      return new TemporalUnit(
          data, sequenceHeader, hdr, frames, shows, sync, oneRun, sampleStart, sampleEnd);
    }

    /** Keeps account of which run of the unit's bytes is the sample. */
    private void place(Obus obus) {
      boolean begun = sampleEnd > 0;
      if (!ObuType.staysInSample(obus.type())) {
        interrupted |= begun;
        return;
      }
      sampleStart = begun ? sampleStart : obus.start();
      sampleEnd = obus.end();
      oneRun &= !interrupted;
    }

    private void readContent(Obus obus) {
      int type = obus.type();
      if (type == ObuType.SEQUENCE_HEADER && frames == 0 && sequenceHeader == null) {
        reduced = SequenceHeader.parse(obus.payload(), obus.offset()).reducedStillPicture();
        sequenceHeader = obus.sized();
      } else if (type == ObuType.METADATA && frames == 0) {
        hdr = HdrMetadata.with(hdr, obus.payload(), obus.offset());
      } else if (ObuType.beginsFrame(type)) {
        readFrame(FrameHeader.parse(obus.payload(), reduced, obus.offset()));
      }
    }

    private void readFrame(FrameHeader frame) {
      sync |= frames == 0 && frame.isShownKeyFrame();
      shows |= frame.showFrame();
      frames++;
    }
  }

  /**
   * The sample: without temporal delimiters, padding, tile lists and redundant headers. AV1 in ISO
   * BMFF, 2.4. A view where the unit is so already, else a copy in which each OBU has its size.
   *
   * @param before units that show nothing, whose OBUs come first
   * @param missing a sequence header that a sync sample must have in front; empty if none is
   */
  public Payload sample(List<Payload> before, Payload missing, long byteOffset) {
    if (oneRun && before.isEmpty() && missing.isEmpty()) {
      int length = sampleEnd - sampleStart;
      return length == data.length() ? data : data.slice(sampleStart, length);
    }
    int size = missing.length() + sizedLength(data, byteOffset);
    for (Payload unit : before) {
      size = Math.addExact(size, sizedLength(unit, byteOffset));
    }
    byte[] sample = new byte[size];
    missing.copyTo(sample, 0);
    int at = missing.length();
    for (Payload unit : before) {
      at = write(unit, sample, at, byteOffset);
    }
    write(data, sample, at, byteOffset);
    return Payload.of(sample);
  }

  private static int sizedLength(Payload unit, long byteOffset) {
    int size = 0;
    Obus obus = new Obus(unit, byteOffset);
    while (obus.next()) {
      size += ObuType.staysInSample(obus.type()) ? obus.sizedLength() : 0;
    }
    return size;
  }

  private static int write(Payload unit, byte[] sample, int at, long byteOffset) {
    int next = at;
    Obus obus = new Obus(unit, byteOffset);
    while (obus.next()) {
      next = ObuType.staysInSample(obus.type()) ? obus.writeSized(sample, next) : next;
    }
    return next;
  }
}
