package io.millrace.segment;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the timeline that becomes one segment as soon as its audio is there.
 *
 * @param picture null in a stream of audio alone
 * @param programDateTime of its start, as in {@link SegmentUnit}
 */
record Window(
    Position start,
    Position end,
    @Nullable TrackSegment picture,
    boolean discontinuity,
    long programDateTime) {
  void save(DataOutput out) throws IOException {
    start.save(out);
    end.save(out);
    out.writeBoolean(discontinuity);
    out.writeLong(programDateTime);
    out.writeBoolean(picture != null);
    if (picture != null) {
      SavedTrackSegment.write(out, picture);
    }
  }

  static Window load(DataInput in) throws IOException {
    Position start = Position.load(in);
    Position end = Position.load(in);
    boolean discontinuity = in.readBoolean();
    long programDateTime = in.readLong();
    TrackSegment picture = in.readBoolean() ? SavedTrackSegment.read(in) : null;
    return new Window(start, end, picture, discontinuity, programDateTime);
  }
}
