package io.millrace.job.kafka;

import io.millrace.job.record.Event;
import io.millrace.segment.SegmentUnit;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import java.time.Instant;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Events as records of the events topic, keyed by stream. */
final class EventSchema implements KafkaRecordSerializationSchema<Event> {
  private static final long serialVersionUID = 1;

  private final String topic;
  private transient @Nullable RecordCoder<StreamEvent> coder;

  EventSchema(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Event event, KafkaSinkContext context, @Nullable Long timestamp) {
    if (coder == null) {
      coder = RecordCoder.streamEvents();
    }
    return new ProducerRecord<>(
        topic, IngestRecords.key(event.stream()), coder.encode(record(event)));
  }

  private static StreamEvent record(Event event) {
    StreamEvent record = new StreamEvent();
    record.setStream(event.stream());
    record.setKind(event.kind());
    record.setSegment(event.segment());
    if (event.programDateTime() != SegmentUnit.NO_DATE) {
      record.setProgramDateTime(Instant.ofEpochMilli(event.programDateTime()));
    }
    record.setDetail(event.detail());
    return record;
  }
}
