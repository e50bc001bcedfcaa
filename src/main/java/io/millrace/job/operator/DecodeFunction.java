package io.millrace.job.operator;

import io.millrace.job.record.Arrival;
import io.millrace.job.record.RawRecord;
import io.millrace.job.record.Rejection;
import io.millrace.media.Payload;
import io.millrace.storage.StreamId;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.WireException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: bytes of the ingest topic to checked ingest records. What is not one goes to {@link
 * Outputs#REJECTED} with the reason, and never further.
 */
public final class DecodeFunction extends ProcessFunction<RawRecord, Arrival> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(DecodeFunction.class);

  private final int maxRecordBytes;
  private transient RecordCoder<IngestRecord> coder;
  private transient RejectionLog rejected;

  /**
   * @param maxRecordBytes largest encoded record
   */
  public DecodeFunction(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public void open(OpenContext context) {
    coder = RecordCoder.ingestRecords(maxRecordBytes);
    rejected = new RejectionLog(getRuntimeContext().getMetricGroup().counter("rejected"));
  }

  @Override
  public void processElement(RawRecord raw, Context context, Collector<Arrival> out) {
    Arrival arrival;
    try {
      arrival = decode(raw);
    } catch (WireException | IllegalArgumentException e) {
      reject(raw, String.valueOf(e.getMessage()), context);
      return;
    }
    out.collect(arrival);
  }

  private Arrival decode(RawRecord raw) {
    Arrival arrival = Arrival.of(coder.decode(raw.value().array()), raw.position());
    checkKey(raw.key(), arrival.stream());
    return arrival;
  }

  /** Only the key keeps the records of a stream in order. */
  private static void checkKey(Payload key, String stream) {
    if (!key.equals(Payload.of(IngestRecords.key(stream)))) {
      throw new IllegalArgumentException(
          "Invalid record: key %s, must be the stream id '%s'".formatted(printable(key), stream));
    }
  }

  private static String printable(Payload key) {
    return StreamId.printable(
        new String(key.array(), key.arrayOffset(), key.length(), StandardCharsets.UTF_8));
  }

  private void reject(RawRecord raw, String reason, Context context) {
    if (rejected.takes()) {
      LOG.warn("{}: rejected: {} (rejection {} here)", raw.position(), reason, rejected.count());
    }
    String key = new String(raw.key().array(), StandardCharsets.UTF_8);
    context.output(
        Outputs.REJECTED,
        new Rejection(
            StreamId.isValid(key) ? key : "",
            raw.position(),
            Rejection.WHOLE_RECORD,
            reason,
            raw.value()));
  }
}
