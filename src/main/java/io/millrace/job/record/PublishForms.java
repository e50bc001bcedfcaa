package io.millrace.job.record;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.publish.PlaylistUpdate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How segments are written after they were stored: metadata and playlists, no media bytes. */
final class PublishForms {
  private static final int MAX_UPDATES = 1 << 16;
  private static final int MAX_NAMES = 1 << 20;

  private PublishForms() {}

  static void writeOutcome(StoreOutcome outcome, DataOutput out) throws IOException {
    out.writeUTF(outcome.stream());
    out.writeLong(outcome.number());
    out.writeBoolean(outcome.segment() != null);
    if (outcome.segment() != null) {
      writeSegment(outcome.segment(), out);
    }
    writeText(outcome.alarm(), out);
  }

  static StoreOutcome readOutcome(DataInput in) throws IOException {
    return new StoreOutcome(
        in.readUTF(), in.readLong(), in.readBoolean() ? readSegment(in) : null, readText(in));
  }

  private static void writeSegment(StoredSegment segment, DataOutput out) throws IOException {
    out.writeUTF(segment.stream());
    out.writeLong(segment.number());
    out.writeBoolean(segment.discontinuity());
    out.writeLong(segment.programDateTime());
    out.writeInt(segment.targetDuration());
    SegmentForms.writeList(segment.tracks(), out, PublishForms::writeTrack);
    out.writeBoolean(segment.end());
  }

  private static StoredSegment readSegment(DataInput in) throws IOException {
    return new StoredSegment(
        in.readUTF(),
        in.readLong(),
        in.readBoolean(),
        in.readLong(),
        in.readInt(),
        SegmentForms.readList(in, SegmentForms.MAX_TRACKS, "tracks", PublishForms::readTrack),
        in.readBoolean());
  }

  private static void writeTrack(StoredTrack track, DataOutput out) throws IOException {
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
    out.writeUTF(track.initFile());
    out.writeUTF(track.segmentFile());
    out.writeInt(track.timescale());
    out.writeLong(track.baseMediaDecodeTime());
    out.writeLong(track.duration());
    out.writeLong(track.bytes());
    out.writeBoolean(track.independent());
  }

  private static StoredTrack readTrack(DataInput in) throws IOException {
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
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean());
  }

  static void writePublication(Publication publication, DataOutput out) throws IOException {
    out.writeUTF(publication.stream());
    out.writeLong(publication.segment());
    out.writeLong(publication.programDateTime());
    SegmentForms.writeList(publication.updates(), out, PublishForms::writeUpdate);
  }

  static Publication readPublication(DataInput in) throws IOException {
    return new Publication(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        SegmentForms.readList(in, MAX_UPDATES, "playlists", PublishForms::readUpdate));
  }

  private static void writeUpdate(PlaylistUpdate update, DataOutput out) throws IOException {
    out.writeUTF(update.stream());
    out.writeUTF(update.name());
    writeText(update.text(), out);
    out.writeLong(update.mediaSequence());
    out.writeLong(update.end());
    out.writeBoolean(update.ended());
    SegmentForms.writeList(update.expired(), out, (name, to) -> to.writeUTF(name));
  }

  private static PlaylistUpdate readUpdate(DataInput in) throws IOException {
    return new PlaylistUpdate(
        in.readUTF(),
        in.readUTF(),
        readText(in),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        SegmentForms.readList(in, MAX_NAMES, "names", DataInput::readUTF));
  }

  /** Text of any length: {@code writeUTF} ends at 64 KB, which a long EVENT playlist passes. */
  private static void writeText(String text, DataOutput out) throws IOException {
    SavedMedia.writePayload(out, Payload.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String readText(DataInput in) throws IOException {
    return new String(SavedMedia.readPayload(in).array(), StandardCharsets.UTF_8);
  }
}
