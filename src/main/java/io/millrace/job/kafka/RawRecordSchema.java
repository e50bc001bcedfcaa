package io.millrace.job.kafka;

import io.millrace.job.record.Forms;
import io.millrace.job.record.Position;
import io.millrace.job.record.RawRecord;
import io.millrace.media.Payload;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands records on as they are: what is wrong with one is found in the next operator, which has a
 * side output to say so.
 */
final class RawRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {
  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    out.collect(
        new RawRecord(
            new Position(record.topic(), record.partition(), record.offset()),
            record.key() == null ? Payload.EMPTY : Payload.of(record.key()),
            record.value() == null ? Payload.EMPTY : Payload.of(record.value())));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return Forms.RAW_RECORD.typeInformation();
  }
}
