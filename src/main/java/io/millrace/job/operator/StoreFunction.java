package io.millrace.job.operator;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.StoreOutcome;
import io.millrace.playlist.StoredSegment;
import io.millrace.publish.ConflictException;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.Stores;
import io.millrace.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments into the store, many at the same time. Other bytes under a segment's name stop only its
 * stream. A store that cannot be reached stops the job, because nothing can be published without
 * it: the job starts again from its checkpoint and writes the same objects.
 */
public final class StoreFunction extends RichAsyncFunction<PackagedSegment, StoreOutcome> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(StoreFunction.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final JobSettings settings;
  private transient ObjectStore store;
  private transient SegmentWriter writer;
  private transient StoreMetrics metrics;

  public StoreFunction(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    metrics = new StoreMetrics(getRuntimeContext().getMetricGroup(), settings.maxMetricStreams());
    store = Stores.open(settings.storeSettings());
    writer = new SegmentWriter(store, settings.retrySettings(), metrics);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public void asyncInvoke(PackagedSegment segment, ResultFuture<StoreOutcome> result) {
    Histogram latency = metrics.latency();
    long begun = System.nanoTime();
    writer
        .write(segment)
        .whenComplete(
            (stored, failure) -> {
              latency.update((System.nanoTime() - begun) / NANOS_PER_MILLI);
              settle(segment, stored, Failures.cause(failure), result);
            });
  }

  private static void settle(
      PackagedSegment segment,
      @Nullable StoredSegment stored,
      @Nullable Throwable failure,
      ResultFuture<StoreOutcome> result) {
    if (stored != null) {
      result.complete(List.of(StoreOutcome.stored(stored)));
    } else if (failure instanceof ConflictException) {
      LOG.error("Stream {}: {}", segment.stream(), failure.getMessage());
      result.complete(
          List.of(
              StoreOutcome.failed(
                  segment.stream(), segment.number(), String.valueOf(failure.getMessage()))));
    } else if (failure != null) {
      result.completeExceptionally(failure);
    }
  }

  @Override
  public void timeout(PackagedSegment segment, ResultFuture<StoreOutcome> result) {
    result.completeExceptionally(
        new TimeoutException(
            "Cannot store segment %d of %s: no answer within %s; is the store reachable?"
                .formatted(segment.number(), segment.stream(), settings.storeTimeout())));
  }
}
