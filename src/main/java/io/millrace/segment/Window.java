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
  private static final int MAX_SAMPLES = 1 << 20;

  void save(DataOutput out) throws IOException {
    start.save(out);
    end.save(out);
    out.writeBoolean(discontinuity);
    out.writeLong(programDateTime);
    out.writeBoolean(picture != null);
    if (picture != null) {
      savePicture(out, picture);
    }
  }

  private static void savePicture(DataOutput out, TrackSegment picture) throws IOException {
    out.writeUTF(picture.rendition());
    SavedMedia.writeVideo(out, (TrackFormat.Video) picture.format());
    out.writeInt(picture.timescale().ticksPerSecond());
    out.writeLong(picture.baseMediaDecodeTime());
    out.writeInt(picture.samples().size());
    for (Sample sample : picture.samples()) {
      out.writeLong(sample.duration());
      out.writeLong(sample.compositionOffset());
      out.writeBoolean(sample.sync());
      SavedMedia.writePayload(out, sample.data());
    }
  }

  static Window load(DataInput in) throws IOException {
    Position start = Position.load(in);
    Position end = Position.load(in);
    boolean discontinuity = in.readBoolean();
    long programDateTime = in.readLong();
    TrackSegment picture = in.readBoolean() ? loadPicture(in) : null;
    return new Window(start, end, picture, discontinuity, programDateTime);
  }

  private static TrackSegment loadPicture(DataInput in) throws IOException {
    String rendition = in.readUTF();
    TrackFormat.Video format = SavedMedia.readVideo(in);
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
