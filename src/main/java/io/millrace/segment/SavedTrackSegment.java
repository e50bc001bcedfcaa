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
    writeSamples(out, track.samples());
    EncoderInput encoding = track.encoding();
    out.writeBoolean(encoding != null);
    if (encoding != null) {
      writeSamples(out, encoding.lead());
      writeSamples(out, encoding.trail());
      out.writeLong(encoding.start());
      out.writeLong(encoding.end());
      out.writeBoolean(encoding.copied());
    }
  }

  static void writeSamples(DataOutput out, List<Sample> samples) throws IOException {
    out.writeInt(samples.size());
    for (Sample sample : samples) {
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
    List<Sample> samples = readSamples(in);
    EncoderInput encoding = in.readBoolean() ? readEncoding(in) : null;
    return new TrackSegment(rendition, format, timescale, baseMediaDecodeTime, samples, encoding);
  }

  private static EncoderInput readEncoding(DataInput in) throws IOException {
    return new EncoderInput(
        readSamples(in), readSamples(in), in.readLong(), in.readLong(), in.readBoolean());
  }

  static List<Sample> readSamples(DataInput in) throws IOException {
    int count = SavedMedia.readCount(in, MAX_SAMPLES, "samples");
    List<Sample> samples = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      samples.add(
          new Sample(in.readLong(), in.readLong(), in.readBoolean(), SavedMedia.readPayload(in)));
    }
    return samples;
  }
}
