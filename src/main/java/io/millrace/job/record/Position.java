package io.millrace.job.record;

/** Where a record stands in Kafka. */
public record Position(String topic, int partition, long offset) {
  @Override
  public String toString() {
    return "%s-%d@%d".formatted(topic, partition, offset);
  }
}
