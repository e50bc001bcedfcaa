package io.millrace.segment;

import io.millrace.media.Sample;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@link TrackSegment} in saved state. Whoever saves it writes a version of its own first. */
public final class SavedTrackSegment {
  private static final int MAX_SAMPLES = 1 << 20;

  private SavedTrackSegment() {}

  public static void write(DataOutput out, TrackSegment track) throws IOException {
    out.writeUTF(track.rendition());
    SavedMedia.writeFormat(out, track.format());
    out.writeInt(track.timescale().ticksPerSecond());
    out.writeLong(track.baseMediaDecodeTime());
    out.writeInt(track.samples().size());
    for (Sample sample : track.samples()) {
      out.writeLong(sample.duration());
      out.writeLong(sample.compositionOffset());
      out.writeBoolean(sample.sync());
      SavedMedia.writePayload(out, sample.data());
    }
  }

  public static TrackSegment read(DataInput in) throws IOException {
    String rendition = in.readUTF();
    TrackFormat format = SavedMedia.readFormat(in);
    Timescale timescale = new Timescale(in.readInt());
    long baseMediaDecodeTime = in.readLong();
    int count = SavedMedia.readCount(in, MAX_SAMPLES, "samples");
    List<Sample> samples = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      samples.add(
          new Sample(in.readLong(), in.readLong(), in.readBoolean(), SavedMedia.readPayload(in)));
    }
    return new TrackSegment(rendition, format, timescale, baseMediaDecodeTime, samples);
  }
}
