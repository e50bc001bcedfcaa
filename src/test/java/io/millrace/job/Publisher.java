package io.millrace.job;

import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One session of a stream as ingest records: a file in chunks, then END. */
public record Publisher(String stream, long session, byte[] media, int chunkBytes) {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MILLIS_PER_CHUNK = 40;

  public List<IngestRecord> records() {
    List<IngestRecord> records = new ArrayList<>();
    for (int from = 0; from < media.length; from += chunkBytes) {
      int length = Math.min(chunkBytes, media.length - from);
      records.add(
          IngestRecords.chunk(
              stream,
              session,
              records.size(),
              time(records),
              ByteBuffer.wrap(media, from, length)));
    }
    records.add(IngestRecords.end(stream, session, records.size(), time(records)));
    return records;
  }

  private static Instant time(List<IngestRecord> before) {
    return START.plusMillis((long) before.size() * MILLIS_PER_CHUNK);
  }

  public List<byte[]> encoded() {
    RecordCoder<IngestRecord> coder = RecordCoder.ingestRecords(RecordCoder.DEFAULT_MAX_BYTES);
    return records().stream().map(coder::encode).toList();
  }
}
