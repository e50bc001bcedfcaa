package io.millrace.job.record;

import io.millrace.ingest.IngestInput;
import io.millrace.media.Payload;
import io.millrace.storage.StreamId;
import io.millrace.wire.Chunk;
import io.millrace.wire.Command;
import io.millrace.wire.CommandKind;
import io.millrace.wire.IngestRecord;
import java.nio.ByteBuffer;

/**
 * One ingest record, checked at the door.
 *
 * @param stream valid id
 * @param ingestTime milliseconds since 1970 UTC
 * @param data the session's next bytes; empty for a command
 */
public record Arrival(
    String stream,
    long session,
    long sequence,
    long ingestTime,
    IngestInput.Kind kind,
    Payload data,
    Position position) {
  /**
   * What {@code record} says; the data is a view of it.
   *
   * @throws IllegalArgumentException if its stream id is invalid or its command is unknown
   */
  public static Arrival of(IngestRecord record, Position position) {
    IngestInput input = input(record);
    return new Arrival(
        StreamId.check(record.getStream()),
        input.session(),
        input.sequence(),
        input.ingestTime(),
        input.kind(),
        input.data(),
        position);
  }

  /**
   * The same for the library alone.
   *
   * @throws IllegalArgumentException if its command is unknown
   */
  public static IngestInput input(IngestRecord record) {
    long time = record.getIngestTime().toEpochMilli();
    if (record.getPayload() instanceof Chunk chunk) {
      return IngestInput.chunk(
          record.getSession(), record.getSequence(), time, view(chunk.getData()));
    }
    if (((Command) record.getPayload()).getKind() != CommandKind.END) {
      throw new IllegalArgumentException("Invalid record: unknown command");
    }
    return IngestInput.end(record.getSession(), record.getSequence(), time);
  }

  private static Payload view(ByteBuffer data) {
    return Payload.of(data.array(), data.arrayOffset() + data.position(), data.remaining());
  }

  /** The same as the library takes it. */
  public IngestInput input() {
    return new IngestInput(
        session, sequence, ingestTime, kind, data, position.partition(), position.offset());
  }
}
