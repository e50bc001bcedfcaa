package io.millrace.demux.raw;

import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.h265.ParameterSets;
import io.millrace.codec.h265.PictureOrder;
import io.millrace.codec.h265.SliceHeader;
import io.millrace.codec.h265.Sps;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of HEVC pictures. A field is a picture of its own there, and counts as a frame. */
final class H265Pictures implements PictureReader {
  private ParameterSets sets = ParameterSets.NONE;
  private PictureOrder counts = new PictureOrder();
  private long lastOrder;
  private Sequence sequence = Sequence.UNKNOWN;

  /** What that comes from: parsed once for many pictures. */
  private @Nullable Sps described;

  @Override
  public Picture read(Payload unit, long byteOffset) {
    List<Payload> came = new ArrayList<>();
    Payload slice = Payload.EMPTY;
    boolean ends = false;
    NalUnits nalUnits = NalUnits.annexB(H265Syntax.INSTANCE, unit);
    while (nalUnits.next()) {
      int type = nalUnits.type();
      if (NalUnitType.isParameterSet(type)) {
        came.add(nalUnits.payload());
      } else if (NalUnitType.isVcl(type) && slice.isEmpty()) {
        slice = nalUnits.payload();
      }
      ends |= type == NalUnitType.END_OF_SEQUENCE || type == NalUnitType.END_OF_BITSTREAM;
    }
    Picture picture = read(came, slice, byteOffset);
    if (ends) {
      counts.endSequence();
    }
    return picture;
  }

  private Picture read(List<Payload> came, Payload slice, long byteOffset) {
    try {
      if (!came.stream().allMatch(sets::contains)) {
        sets = sets.with(came, byteOffset);
      }
      return slice.isEmpty()
          ? new Picture(Place.SAME_FRAME, lastOrder)
          : read(SliceHeader.parse(slice, sets, byteOffset));
    } catch (MediaException e) {
      return new Picture(Place.IN_SEQUENCE, lastOrder); // the next stage reports it
    }
  }

  private Picture read(SliceHeader header) {
    if (header.sps() != described) {
      describe(header.sps());
    }
    Place place = counts.startsSequence(header) ? Place.STARTS_SEQUENCE : Place.IN_SEQUENCE;
    lastOrder = counts.next(header);
    return new Picture(place, lastOrder);
  }

  private void describe(Sps sps) {
    described = sps;
    FrameRate said = sps.vui().frameRate();
    sequence =
        new Sequence(
            sps.maxNumReorderPics(),
            said != null || !sets.isComplete() ? said : sets.video().frameRate());
  }

  @Override
  public void lost() {
    counts.endSequence();
  }

  @Override
  public Sequence sequence() {
    return sequence;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    sets.save(out);
    counts.save(out);
    out.writeLong(lastOrder);
    sequence.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    sets = ParameterSets.load(in);
    counts = PictureOrder.load(in);
    lastOrder = in.readLong();
    sequence = Sequence.load(in);
  }
}
