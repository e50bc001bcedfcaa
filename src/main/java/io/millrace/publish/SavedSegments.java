package io.millrace.publish;

import io.millrace.media.SavedMedia;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.segment.SavedSegmentUnit;
import io.millrace.segment.TrackGap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@link StoredSegment} and {@link StoredTrack} in saved state. */
public final class SavedSegments {
  /** Stored segments of version 1 knew no gaps, stored tracks neither objects nor transfer. */
  private static final int V2 = 2;

  private static final int MAX_TRACKS = 1024;

  private SavedSegments() {}

  public static void write(DataOutput out, StoredSegment segment) throws IOException {
    out.writeByte(V2);
    out.writeUTF(segment.stream());
    out.writeLong(segment.number());
    out.writeBoolean(segment.discontinuity());
    out.writeLong(segment.programDateTime());
    out.writeInt(segment.targetDuration());
    out.writeInt(segment.tracks().size());
    for (StoredTrack track : segment.tracks()) {
      write(out, track);
    }
    SavedSegmentUnit.writeGaps(out, segment.gaps());
    out.writeBoolean(segment.end());
  }

  public static StoredSegment readSegment(DataInput in) throws IOException {
    int version = SavedMedia.readVersion(in, V2, "stored segment");
    String stream = in.readUTF();
    long number = in.readLong();
    boolean discontinuity = in.readBoolean();
    long programDateTime = in.readLong();
    int targetDuration = in.readInt();
    int count = SavedMedia.readCount(in, MAX_TRACKS, "tracks");
    List<StoredTrack> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tracks.add(readTrack(in));
    }
    List<TrackGap> gaps = version < V2 ? List.of() : SavedSegmentUnit.readGaps(in);
    return new StoredSegment(
        stream,
        number,
        discontinuity,
        programDateTime,
        targetDuration,
        tracks,
        gaps,
        in.readBoolean());
  }

  static void write(DataOutput out, StoredTrack track) throws IOException {
    out.writeByte(V2);
    out.writeUTF(track.rendition());
    out.writeUTF(track.type());
    out.writeUTF(track.codecs());
    out.writeUTF(track.language());
    out.writeInt(track.width());
    out.writeInt(track.height());
    out.writeInt(track.frameRateNumerator());
    out.writeInt(track.frameRateDenominator());
    out.writeInt(track.sampleRate());
    out.writeInt(track.channels());
    out.writeInt(track.objects());
    out.writeUTF(track.initFile());
    out.writeUTF(track.segmentFile());
    out.writeInt(track.timescale());
    out.writeLong(track.baseMediaDecodeTime());
    out.writeLong(track.duration());
    out.writeLong(track.bytes());
    out.writeBoolean(track.independent());
    out.writeInt(track.transfer());
  }

  static StoredTrack readTrack(DataInput in) throws IOException {
    int version = SavedMedia.readVersion(in, V2, "stored track");
    return new StoredTrack(
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        version < V2 ? 0 : in.readInt(), // objects
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        version < V2 ? StoredTrack.UNSPECIFIED_TRANSFER : in.readInt());
  }
}
