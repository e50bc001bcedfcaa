package io.millrace.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/** The records a publisher writes, and their key. */
@NullMarked
public final class IngestRecords {
  private IngestRecords() {}

  /**
   * The next bytes of a session.
   *
   * @param sequence 0 for the first record of the session, then one more each
   * @param ingestTime when the bytes were received
   */
  public static IngestRecord chunk(
      String stream, long session, long sequence, Instant ingestTime, ByteBuffer data) {
    return new IngestRecord(stream, session, sequence, ingestTime, new Chunk(data));
  }

  /** Says that the stream is over; takes a sequence number like a chunk. */
  public static IngestRecord end(String stream, long session, long sequence, Instant ingestTime) {
    return new IngestRecord(stream, session, sequence, ingestTime, new Command(CommandKind.END));
  }

  /** Key of all records of a stream, so that Kafka keeps them in order. */
  public static byte[] key(String stream) {
    return stream.getBytes(StandardCharsets.UTF_8);
  }
}
