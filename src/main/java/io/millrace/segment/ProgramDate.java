package io.millrace.segment;

import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Wall time on a stream's timeline: the ingest time of the record that began a range, and media
 * time from there on. It never goes back, whatever the publisher's clock did.
 */
final class ProgramDate {
  private long date = SegmentUnit.NO_DATE;
  private Position anchor = Position.ZERO;

  /** Says that the range which starts at {@code start} was received at {@code ingestTime}. */
  void anchor(Position start, long ingestTime) {
    long continued = at(start);
    date = continued == SegmentUnit.NO_DATE ? ingestTime : Math.max(ingestTime, continued);
    anchor = start;
  }

  /** Milliseconds since 1970 UTC at {@code position}; {@link SegmentUnit#NO_DATE} if unknown. */
  long at(Position position) {
    if (date == SegmentUnit.NO_DATE) {
      return SegmentUnit.NO_DATE;
    }
    Timescale scale = position.timescale();
    return date + scale.rescale(position.ticks() - anchor.in(scale), Timescale.MILLISECONDS);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(date);
    anchor.save(out);
  }

  static ProgramDate load(DataInput in) throws IOException {
    ProgramDate loaded = new ProgramDate();
    loaded.date = in.readLong();
    loaded.anchor = Position.load(in);
    return loaded;
  }
}
