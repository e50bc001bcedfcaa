package io.millrace.transcode.worker;

import io.millrace.media.AudioTarget;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;
import io.millrace.media.Sample;
import io.millrace.media.SavedMedia;
import io.millrace.segment.SavedSegmentUnit;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.worker.Question;
import io.millrace.worker.Written;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What a worker is asked for: all that the result is computed from.
 *
 * @param shed how many of the smallest rungs are left out and become gaps
 */
record EncoderRequest(TranscodeSettings settings, int shed, SegmentUnit unit)
    implements Question<EncodedSegment> {
  @Override
  public String about() {
    return "Stream %s: segment %d".formatted(unit.stream(), unit.number());
  }

  @Override
  public long mediaBytes() {
    return bytes(unit);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(settings.ladder().written());
    out.writeUTF(settings.encoder().name());
    out.writeUTF(settings.audio().written());
    out.writeInt(shed);
    SavedSegmentUnit.write(out, unit);
  }

  /** Reads what {@link #write} wrote. */
  static EncoderRequest read(DataInput in) throws IOException {
    TranscodeSettings settings =
        new TranscodeSettings(
            Ladder.parse(in.readUTF()),
            SavedMedia.named(EncoderKind.values(), in.readUTF(), "encoder"),
            AudioTarget.parse(in.readUTF()));
    return new EncoderRequest(settings, in.readInt(), readUnit(in));
  }

  @Override
  public EncodedSegment readAnswer(DataInput in) throws IOException {
    int damaged = in.readInt();
    return new EncodedSegment(readUnit(in), damaged);
  }

  /** An answer as {@link #readAnswer} reads it. */
  static Written written(EncodedSegment encoded) {
    return new Written() {
      @Override
      public long mediaBytes() {
        return EncoderRequest.bytes(encoded.unit());
      }

      @Override
      public void write(DataOutput out) throws IOException {
        out.writeInt(encoded.damaged());
        SavedSegmentUnit.write(out, encoded.unit());
      }
    };
  }

  private static SegmentUnit readUnit(DataInput data) throws IOException {
    try {
      return SavedSegmentUnit.read(data);
    } catch (IllegalArgumentException e) {
      throw new IOException("Invalid segment: " + e.getMessage(), e);
    }
  }

  /** Of all samples that travel with {@code unit}. */
  private static long bytes(SegmentUnit unit) {
    return unit.tracks().stream().mapToLong(EncoderRequest::bytes).sum();
  }

  private static long bytes(TrackSegment track) {
    long bytes = track.bytes();
    return track.encoding() == null
        ? bytes
        : bytes + bytes(track.encoding().lead()) + bytes(track.encoding().trail());
  }

  private static long bytes(List<Sample> samples) {
    return samples.stream().mapToLong(sample -> sample.data().length()).sum();
  }
}
