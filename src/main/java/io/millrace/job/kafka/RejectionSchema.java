package io.millrace.job.kafka;

import io.millrace.job.record.Rejection;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.RejectedInput;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Rejected input as records of the dead-letter topic, keyed by stream. */
final class RejectionSchema implements KafkaRecordSerializationSchema<Rejection> {
  private static final long serialVersionUID = 1;

  private final String topic;
  private transient @Nullable RecordCoder<RejectedInput> coder;

  RejectionSchema(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Rejection rejection, KafkaSinkContext context, @Nullable Long timestamp) {
    if (coder == null) {
      coder = RecordCoder.rejectedInputs();
    }
    RejectedInput record =
        new RejectedInput(
            rejection.stream(),
            rejection.position().topic(),
            rejection.position().partition(),
            rejection.position().offset(),
            rejection.byteOffset(),
            rejection.reason(),
            rejection.head().buffer());
    return new ProducerRecord<>(topic, IngestRecords.key(rejection.stream()), coder.encode(record));
  }
}
