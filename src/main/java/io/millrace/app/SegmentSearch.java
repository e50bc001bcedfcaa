package io.millrace.app;

import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks for one segment in a stream's records: all before it are cut, and none is encoded. */
final class SegmentSearch implements IngestOutput {
  private final String stream;
  private final long number;
  private final StreamIngest ingest;
  private @Nullable SegmentUnit found;
  private long segments;

  SegmentSearch(String stream, long number, IngestSettings settings) {
    this.stream = stream;
    this.number = number;
    this.ingest = new StreamIngest(stream, settings);
  }

  /**
   * Reads as far as it must.
   *
   * @throws CommandException if the segment is not in the records
   */
  SegmentUnit in(StreamRecords records, ProgressLine progress) throws IOException {
    records.replay(
        ingest, this, () -> found != null, () -> progress.show(() -> line(records, segments)));
    progress.clear();
    if (found == null) {
      throw notThere(records);
    }
    return found;
  }

  /** What people see of a replay. */
  static String line(StreamRecords records, long segments) {
    return "%d records, %s, %d segments"
        .formatted(records.records(), ProgressLine.megabytes(records.bytes()), segments);
  }

  private CommandException notThere(StreamRecords records) {
    if (records.records() == 0) {
      return noRecord(stream, records);
    }
    return new CommandException(
        "segment %d of %s".formatted(number, stream),
        "the stream has %d segments in %s".formatted(segments, records),
        ingest.hasEnded()
            ? "they are numbered from 0, and it has ended"
            : "it has not ended: try again when more of it is there");
  }

  /**
   * @param log where it was looked for
   */
  static CommandException noRecord(String stream, Object log) {
    return new CommandException(
        "stream " + stream, "no record of it in " + log, "check --stream, --topic and --partition");
  }

  @Override
  public void onSegment(SegmentUnit unit) {
    if (unit.tracks().isEmpty() && unit.gaps().isEmpty()) {
      return;
    }
    segments++;
    if (unit.number() == number) {
      found = unit;
    }
  }

  // What the job told of already, when it published.

  @Override
  public void onRejected(IngestInput record, long byteOffset, String reason) {}

  @Override
  public void onLoss(long byteOffset, String reason) {}

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {}
}
