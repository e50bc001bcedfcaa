package io.millrace.job.operator;

import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.worker.EncoderProcess;
import java.util.ArrayDeque;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What TRANSCODE shows: whether one slot keeps up, and what it did not make. */
final class EncodeMetrics {
  private static final int LAST_SEGMENTS = 16;
  private static final double NANOS_PER_MICRO = 1000;

  private final Counter encoded;
  private final Counter givenUp;
  private final Counter shed;
  private final Counter damaged;
  private final ArrayDeque<Encoded> last = new ArrayDeque<>();
  private volatile double speed;

  private record Encoded(long mediaMicros, long wallNanos) {}

  EncodeMetrics(MetricGroup operator, EncoderProcess process) {
    encoded = operator.counter("segmentsEncoded");
    givenUp = operator.counter("segmentsGivenUp");
    shed = operator.counter("renditionsShed");
    damaged = operator.counter("accessUnitsDamaged");
    operator.gauge("workerRestarts", (Gauge<Long>) process::restarts);
    operator.gauge("encodeSpeed", (Gauge<Double>) this::speed);
  }

  /** Seconds of media for each second of work, over the last segments; 0 before the first. */
  double speed() {
    return speed;
  }

  void encoded(SegmentUnit unit, long wallNanos) {
    encoded.inc();
    last.add(new Encoded(unit.mediaMicros(), wallNanos));
    if (last.size() > LAST_SEGMENTS) {
      last.remove();
    }
    double media = last.stream().mapToLong(Encoded::mediaMicros).sum() * NANOS_PER_MICRO;
    speed = media / Math.max(1, last.stream().mapToLong(Encoded::wallNanos).sum());
  }

  void givenUp() {
    givenUp.inc();
  }

  void damaged(int accessUnits) {
    damaged.inc(accessUnits);
  }

  void shed(int renditions) {
    shed.inc(renditions);
  }
}
