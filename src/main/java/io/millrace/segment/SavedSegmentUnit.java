package io.millrace.segment;

import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link SegmentUnit} as bytes, between operators and to the processes that encode. Whoever writes
 * it writes a version of its own first.
 */
public final class SavedSegmentUnit {
  private static final int MAX_TRACKS = 256;

  private SavedSegmentUnit() {}

  public static void write(DataOutput out, SegmentUnit unit) throws IOException {
    out.writeUTF(unit.stream());
    out.writeLong(unit.number());
    out.writeBoolean(unit.discontinuity());
    out.writeLong(unit.programDateTime());
    out.writeInt(unit.targetDuration());
    out.writeInt(unit.tracks().size());
    for (TrackSegment track : unit.tracks()) {
      SavedTrackSegment.write(out, track);
    }
    writeGaps(out, unit.gaps());
    out.writeBoolean(unit.end());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if a bound is passed or the bytes end
   */
  public static SegmentUnit read(DataInput in) throws IOException {
    String stream = in.readUTF();
    long number = in.readLong();
    boolean discontinuity = in.readBoolean();
    long programDateTime = in.readLong();
    int targetDuration = in.readInt();
    int count = SavedMedia.readCount(in, MAX_TRACKS, "tracks");
    List<TrackSegment> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tracks.add(SavedTrackSegment.read(in));
    }
    List<TrackGap> gaps = readGaps(in);
    return new SegmentUnit(
        stream,
        number,
        discontinuity,
        programDateTime,
        targetDuration,
        tracks,
        gaps,
        in.readBoolean());
  }

  /** Writes gaps with their number in front; {@link #readGaps} reads them. */
  public static void writeGaps(DataOutput out, List<TrackGap> gaps) throws IOException {
    out.writeInt(gaps.size());
    for (TrackGap gap : gaps) {
      gap.save(out);
    }
  }

  public static List<TrackGap> readGaps(DataInput in) throws IOException {
    int count = SavedMedia.readCount(in, MAX_TRACKS, "gaps");
    List<TrackGap> gaps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gaps.add(TrackGap.load(in));
    }
    return gaps;
  }
}
