package io.millrace.demux.raw;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.PictureOrder;
import io.millrace.codec.h264.SliceHeader;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of H.264 pictures, from picture order counts of all three types. */
final class H264Pictures implements PictureReader {
  private ParameterSets sets = ParameterSets.NONE;
  private PictureOrder counts = new PictureOrder();
  private long lastOrder;
  private Sequence sequence = Sequence.UNKNOWN;

  /** The last picture, if it is a field that another one may complete. */
  private @Nullable SliceHeader openField;

  /** The first slice of that field, from which it is read again with the sets that hold then. */
  private Payload openFieldSlice = Payload.EMPTY;

  @Override
  public Picture read(Payload unit, long byteOffset) {
    try {
      Payload slice = firstSlice(unit, byteOffset);
      if (slice.isEmpty()) {
        lost(); // its parameter sets may be others than those of the open field
        return new Picture(Place.SAME_FRAME, lastOrder);
      }
      return read(slice, SliceHeader.parse(slice, sets, byteOffset));
    } catch (MediaException e) {
      lost();
      return new Picture(Place.IN_SEQUENCE, lastOrder); // the next stage reports it
    }
  }

  private Picture read(Payload slice, SliceHeader header) {
    Sps sps = header.sps();
    sequence = new Sequence(sps.maxNumReorderFrames(), sps.vui().frameRate());
    boolean completes = openField != null && header.completes(openField);
    boolean opens = header.field() && !completes;
    openField = opens ? header : null;
    openFieldSlice = opens ? head(slice) : Payload.EMPTY;
    lastOrder = counts.next(header);
    if (completes) {
      return new Picture(Place.SAME_FRAME, lastOrder);
    }
    if (!header.idr() && !header.resetsOrder()) {
      return new Picture(Place.IN_SEQUENCE, lastOrder);
    }
    return new Picture(Place.STARTS_SEQUENCE, lastOrder);
  }

  private static Payload head(Payload slice) {
    return slice.slice(0, Math.min(slice.length(), SliceHeader.MAX_BYTES)).compact();
  }

  /** The first slice, or nothing; takes the parameter sets in front of it. */
  private Payload firstSlice(Payload unit, long byteOffset) {
    List<Payload> came = new ArrayList<>();
    boolean known = true;
    Payload slice = Payload.EMPTY;
    NalUnits nalUnits = NalUnits.annexB(H264Syntax.INSTANCE, unit);
    while (slice.isEmpty() && nalUnits.next()) {
      if (NalUnitType.isParameterSet(nalUnits.type())) {
        came.add(nalUnits.payload());
        known &= sets.contains(nalUnits.payload());
      } else if (NalUnitType.isVcl(nalUnits.type())) {
        slice = nalUnits.payload();
      }
    }
    if (!known) {
      sets = sets.with(came, byteOffset);
    }
    return slice;
  }

  @Override
  public void lost() {
    openField = null;
    openFieldSlice = Payload.EMPTY;
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
    SavedMedia.writePayload(out, openFieldSlice);
  }

  @Override
  public void load(DataInput in) throws IOException {
    sets = ParameterSets.load(in);
    counts = PictureOrder.load(in);
    lastOrder = in.readLong();
    sequence = Sequence.load(in);
    openFieldSlice = SavedMedia.readPayload(in);
    try {
      openField = openFieldSlice.isEmpty() ? null : SliceHeader.parse(openFieldSlice, sets, 0);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved H.264 pictures", e);
    }
  }
}
