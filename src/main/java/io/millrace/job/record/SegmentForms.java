package io.millrace.job.record;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.segment.SavedSegmentUnit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How segments are written before they are stored: media bytes and what stands around them. */
final class SegmentForms {
  private static final int MAX_TRACKS = 256;
  private static final int MAX_SAMPLES = 1 << 20;

  private SegmentForms() {}

  static void writePackaged(PackagedSegment segment, DataOutput out) throws IOException {
    out.writeUTF(segment.stream());
    out.writeLong(segment.number());
    out.writeBoolean(segment.discontinuity());
    out.writeLong(segment.programDateTime());
    out.writeInt(segment.targetDuration());
    writeList(segment.tracks(), out, SegmentForms::writePackagedTrack);
    SavedSegmentUnit.writeGaps(out, segment.gaps());
    out.writeBoolean(segment.end());
  }

  static PackagedSegment readPackaged(DataInput in) throws IOException {
    return new PackagedSegment(
        in.readUTF(),
        in.readLong(),
        in.readBoolean(),
        in.readLong(),
        in.readInt(),
        readList(in, MAX_TRACKS, "tracks", SegmentForms::readPackagedTrack),
        SavedSegmentUnit.readGaps(in),
        in.readBoolean());
  }

  private static void writePackagedTrack(PackagedTrack track, DataOutput out) throws IOException {
    out.writeUTF(track.rendition());
    SavedMedia.writeFormat(out, track.format());
    out.writeInt(track.timescale().ticksPerSecond());
    out.writeLong(track.baseMediaDecodeTime());
    out.writeLong(track.duration());
    out.writeUTF(track.recipe());
    SavedMedia.writePayload(out, track.initSegment());
    SavedMedia.writePayload(out, track.header());
    writeList(track.samples(), out, (sample, to) -> SavedMedia.writePayload(to, sample));
    out.writeBoolean(track.independent());
  }

  private static PackagedTrack readPackagedTrack(DataInput in) throws IOException {
    return new PackagedTrack(
        in.readUTF(),
        SavedMedia.readFormat(in),
        new Timescale(in.readInt()),
        in.readLong(),
        in.readLong(),
        in.readUTF(),
        SavedMedia.readPayload(in),
        SavedMedia.readPayload(in),
        readList(in, MAX_SAMPLES, "samples", SavedMedia::readPayload),
        in.readBoolean());
  }

  /** Writes one element of a list. */
  @FunctionalInterface
  interface ElementWriter<T> {
    void write(T element, DataOutput out) throws IOException;
  }

  /** Reads one element of a saved list. */
  @FunctionalInterface
  interface ElementReader<T> {
    T read(DataInput in) throws IOException;
  }

  static <T> void writeList(List<T> elements, DataOutput out, ElementWriter<T> writer)
      throws IOException {
    out.writeInt(elements.size());
    for (T element : elements) {
      writer.write(element, out);
    }
  }

  static <T> List<T> readList(DataInput in, int max, String what, ElementReader<T> reader)
      throws IOException {
    int count = SavedMedia.readCount(in, max, what);
    List<T> elements = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      elements.add(reader.read(in));
    }
    return elements;
  }
}
