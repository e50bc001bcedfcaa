package io.millrace.job.operator;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of single streams in one subtask: group {@code stream}, value the id. Flink keeps a
 * metric until the operator closes, so only so many streams get their own; all others share {@value
 * #OTHERS}. Finding and counting is safe from any thread.
 */
final class StreamMetrics {
  private static final String OTHERS = "_other";

  private final MetricGroup operator;
  private final int maxStreams;
  private final Map<String, OneStream> streams = new HashMap<>();

  StreamMetrics(MetricGroup operator, int maxStreams) {
    this.operator = operator;
    this.maxStreams = maxStreams;
  }

  /** The metrics of {@code stream}, or those that all further streams share. */
  synchronized OneStream of(String stream) {
    OneStream known = streams.get(stream);
    if (known != null) {
      return known;
    }
    String label = streams.size() < maxStreams ? stream : OTHERS;
    return streams.computeIfAbsent(label, name -> new OneStream(operator.addGroup("stream", name)));
  }

  /** Counters and last values of one stream, made when they are first used. */
  static final class OneStream {
    private final MetricGroup group;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, AtomicLong> values = new HashMap<>();

    private OneStream(MetricGroup group) {
      this.group = group;
    }

    void count(String name, long by) {
      counter(name).inc(by);
    }

    private synchronized Counter counter(String name) {
      return counters.computeIfAbsent(
          name, key -> group.counter(key, new ThreadSafeSimpleCounter()));
    }

    /** Shows {@code value} as the gauge {@code name}. */
    synchronized void set(String name, long value) {
      values.computeIfAbsent(name, this::gauge).set(value);
    }

    private AtomicLong gauge(String name) {
      AtomicLong value = new AtomicLong();
      group.gauge(name, (Gauge<Long>) value::get);
      return value;
    }
  }
}
