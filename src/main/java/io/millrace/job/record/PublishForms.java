package io.millrace.job.record;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.SavedSegments;
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
      SavedSegments.write(out, outcome.segment());
    }
    writeText(outcome.alarm(), out);
  }

  static StoreOutcome readOutcome(DataInput in) throws IOException {
    return new StoreOutcome(
        in.readUTF(),
        in.readLong(),
        in.readBoolean() ? SavedSegments.readSegment(in) : null,
        readText(in));
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
    out.writeLong(update.retained());
  }

  private static PlaylistUpdate readUpdate(DataInput in) throws IOException {
    return new PlaylistUpdate(
        in.readUTF(),
        in.readUTF(),
        readText(in),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        SegmentForms.readList(in, MAX_NAMES, "names", DataInput::readUTF),
        in.readLong());
  }

  /** Text of any length: {@code writeUTF} ends at 64 KB, which a long EVENT playlist passes. */
  private static void writeText(String text, DataOutput out) throws IOException {
    SavedMedia.writePayload(out, Payload.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String readText(DataInput in) throws IOException {
    return new String(SavedMedia.readPayload(in).array(), StandardCharsets.UTF_8);
  }
}
