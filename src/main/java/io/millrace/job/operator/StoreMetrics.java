package io.millrace.job.operator;

import io.millrace.publish.PublishListener;
import io.millrace.storage.StoreException;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator that writes to the store shows: how long it takes, and what is repeated. */
final class StoreMetrics implements PublishListener {
  private static final Logger LOG = LoggerFactory.getLogger(StoreMetrics.class);
  private static final int WINDOW = 1024;

  private final StreamMetrics streams;
  private final Histogram latency;

  StoreMetrics(MetricGroup operator, int maxStreams) {
    streams = new StreamMetrics(operator, maxStreams);
    latency = operator.histogram("storeMillis", new DescriptiveStatisticsHistogram(WINDOW));
  }

  StreamMetrics streams() {
    return streams;
  }

  /** Milliseconds from the first attempt to the end of the last. */
  Histogram latency() {
    return latency;
  }

  @Override
  public void onRetry(String name, int attempt, StoreException cause) {
    LOG.warn("{}: attempt {} failed: {}", name, attempt, cause.getMessage());
    streams.of(streamOf(name)).count("storeRetries", 1);
  }

  @Override
  public void onNotDeleted(String name, Throwable cause) {
    LOG.warn("{}: not deleted: {}", name, cause.getMessage());
    streams.of(streamOf(name)).count("notDeleted", 1);
  }

  private static String streamOf(String name) {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }
}
