package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import io.millrace.segment.SegmentUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Records of one stream for tests, and what becomes of them. */
public final class Records {
  public static final long TIME = 1_790_000_000_000L;
  public static final int MILLIS_PER_RECORD = 40;

  private Records() {}

  /** The bytes as records of a session, 40 ms apart, the first at {@code time}. */
  public static List<IngestInput> session(long session, long time, byte[] bytes, int size) {
    List<IngestInput> records = new ArrayList<>();
    for (Payload piece : RecordedIngest.pieces(bytes, size)) {
      long sequence = records.size();
      records.add(IngestInput.chunk(session, sequence, time + sequence * MILLIS_PER_RECORD, piece));
    }
    return records;
  }

  /** END behind the last of {@code records}. */
  public static IngestInput end(List<IngestInput> records) {
    IngestInput last = records.get(records.size() - 1);
    return IngestInput.end(last.session(), last.sequence() + 1, last.ingestTime());
  }

  /** What a stream makes of {@code records}. */
  public static RecordedIngest take(List<IngestInput> records, IngestSettings settings) {
    RecordedIngest out = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", settings);
    records.forEach(record -> stream.accept(record, out));
    assertThat(stream.account().onTheirWay()).isZero();
    return out;
  }

  /** The same with a restore behind about each third record. */
  public static RecordedIngest takeRestored(
      List<IngestInput> records, IngestSettings settings, Random random) {
    RecordedIngest out = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", settings);
    for (IngestInput record : records) {
      stream.accept(record, out);
      if (random.nextInt(3) == 0) {
        StreamIngest saved = stream;
        stream = SavedState.reload(saved::save, in -> StreamIngest.load(in, "cam-1", settings));
      }
    }
    assertThat(stream.account().onTheirWay()).isZero();
    return out;
  }

  /** Both came to the same in every word. */
  public static void assertSame(RecordedIngest actual, RecordedIngest expected) {
    assertThat(actual.units).isEqualTo(expected.units);
    assertThat(actual.losses).isEqualTo(expected.losses);
    assertThat(actual.rejected).isEqualTo(expected.rejected);
    assertThat(actual.events).isEqualTo(expected.events);
  }

  public static long breaks(RecordedIngest out) {
    return out.units.stream().filter(SegmentUnit::discontinuity).count();
  }
}
