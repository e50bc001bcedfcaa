package io.millrace.ingest;

import io.millrace.media.Payload;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import java.util.ArrayList;
import java.util.List;

/** What a stream made of its records, kept. */
public final class RecordedIngest implements IngestOutput {
  public final List<SegmentUnit> units = new ArrayList<>();
  public final List<String> rejected = new ArrayList<>();
  public final List<String> losses = new ArrayList<>();
  public final List<String> events = new ArrayList<>();

  @Override
  public void onSegment(SegmentUnit unit) {
    units.add(unit);
  }

  @Override
  public void onRejected(IngestInput record, long byteOffset, String reason) {
    rejected.add(reason);
  }

  @Override
  public void onLoss(long byteOffset, String reason) {
    losses.add(reason);
  }

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {
    events.add(event + " " + detail);
  }

  /** The bytes in pieces of {@code size}. */
  public static List<Payload> pieces(byte[] bytes, int size) {
    List<Payload> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      // Each piece is an array of its own, as a record of Kafka is.
      byte[] piece = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
      pieces.add(Payload.of(piece));
    }
    return pieces;
  }
}
