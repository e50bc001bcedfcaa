package io.millrace.job.kafka;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * Kafka's sink without its committer. A sink that writes at least once has nothing to commit; the
 * operator for it would only stand idle, and complain in the log at every checkpoint.
 */
final class AtLeastOnceSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final KafkaSink<T> sink;

  AtLeastOnceSink(KafkaSink<T> sink) {
    this.sink = sink;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return sink.createWriter(context);
  }
}
