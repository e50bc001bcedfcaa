package io.millrace.demux.libav;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A packet with its place on the track's clock, in the container's unit.
 *
 * @param time when it is shown, or {@link #UNKNOWN}
 * @param slot when it is decoded
 * @param duration 0 if nobody says
 */
record TimedPicture(
    long time, long slot, long duration, boolean key, Payload data, long byteOffset) {
  static final long UNKNOWN = Long.MIN_VALUE;

  TimedPicture shownAt(long newTime) {
    return new TimedPicture(newTime, slot, duration, key, data, byteOffset);
  }

  TimedPicture marked(boolean newKey) {
    return new TimedPicture(time, slot, duration, newKey, data, byteOffset);
  }

  TimedPicture with(Payload newData) {
    return new TimedPicture(time, slot, duration, key, newData, byteOffset);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(time);
    out.writeLong(slot);
    out.writeLong(duration);
    out.writeBoolean(key);
    SavedMedia.writePayload(out, data);
    out.writeLong(byteOffset);
  }

  static TimedPicture load(DataInput in) throws IOException {
    return new TimedPicture(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        SavedMedia.readPayload(in),
        in.readLong());
  }
}
