package io.millrace.job.operator;

import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.job.record.Publication;
import io.millrace.publish.ConflictException;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishResult;
import io.millrace.publish.Stores;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import io.millrace.wire.StreamEventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Playlists into the store, in order within a stream, streams beside each other. What comes out is
 * what the events topic is told once the playlists stand.
 */
public final class PublishFunction extends RichAsyncFunction<Publication, Event> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PublishFunction.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final JobSettings settings;
  private transient ObjectStore store;
  private transient PlaylistPublisher publisher;
  private transient StoreMetrics metrics;

  /** Streams whose playlists somebody else writes: said once, then silent. */
  private transient Set<String> stopped;

  /** Streams of which later versions stand than ours, as after a restart. */
  private transient Set<String> behind;

  public PublishFunction(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    stopped = ConcurrentHashMap.newKeySet();
    behind = ConcurrentHashMap.newKeySet();
    metrics = new StoreMetrics(getRuntimeContext().getMetricGroup(), settings.maxMetricStreams());
    store = Stores.open(settings.storeSettings());
    publisher = new PlaylistPublisher(store, writerName(), settings.retrySettings(), metrics);
  }

  /** What the name of each attempt of this job begins with. */
  private String jobName() {
    return "millrace job %s,".formatted(getRuntimeContext().getJobInfo().getJobId());
  }

  /**
   * Says to another writer of the same playlists who we are. The subtasks of one attempt are one
   * writer: what was on its way in a checkpoint may come back in another subtask.
   */
  private String writerName() {
    return "%s attempt %d"
        .formatted(jobName(), getRuntimeContext().getTaskInfo().getAttemptNumber());
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public void asyncInvoke(Publication publication, ResultFuture<Event> result) {
    if (stopped.contains(publication.stream())) {
      result.complete(List.of());
      return;
    }
    long begun = System.nanoTime();
    List<CompletableFuture<PublishResult>> parts = new ArrayList<>();
    for (PlaylistUpdate update : publication.updates()) {
      parts.add(publisher.publish(update));
    }
    CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .whenComplete(
            (done, failure) -> {
              metrics.latency().update((System.nanoTime() - begun) / NANOS_PER_MILLI);
              if (failure == null) {
                sayWhoIsAhead(publication.stream(), parts);
              }
              settle(publication, Failures.cause(failure), result);
            });
  }

  private void sayWhoIsAhead(String stream, List<CompletableFuture<PublishResult>> parts) {
    Optional<PublishResult.Obsolete> ahead =
        parts.stream()
            .map(CompletableFuture::join)
            .filter(PublishResult.Obsolete.class::isInstance)
            .map(PublishResult.Obsolete.class::cast)
            .findFirst();
    if (ahead.isEmpty()) {
      if (behind.remove(stream)) {
        LOG.info("Stream {}: caught up, goes on publishing", stream);
      }
    } else if (behind.add(stream)) {
      LOG.info(
          "Stream {}: silent until it has caught up: {} has published it up to segment {}",
          stream,
          ahead.get().writer(),
          ahead.get().end() - 1);
    }
  }

  private void settle(
      Publication publication, @Nullable Throwable cause, ResultFuture<Event> result) {
    if (cause == null) {
      count(publication);
      result.complete(published(publication));
    } else if (cause instanceof ConflictException conflict
        && !conflict.holder().startsWith(jobName())) {
      result.complete(conflict(publication, cause));
    } else { // a dead attempt of ours that woke up, too: the next attempt claims after it
      result.completeExceptionally(cause);
    }
  }

  private void count(Publication publication) {
    StreamMetrics.OneStream stream = metrics.streams().of(publication.stream());
    stream.count("playlistsPublished", publication.updates().size());
    if (publication.programDateTime() != SegmentUnit.NO_DATE) {
      stream.set("liveEdge", publication.programDateTime());
    }
  }

  private static List<Event> published(Publication publication) {
    List<Event> events = new ArrayList<>();
    for (long segment : publication.segments()) {
      events.add(
          new Event(
              publication.stream(),
              StreamEventKind.SEGMENT_PUBLISHED,
              segment,
              segment == publication.segment()
                  ? publication.programDateTime()
                  : SegmentUnit.NO_DATE,
              ""));
    }
    if (publication.updates().stream().anyMatch(PlaylistUpdate::ended)) {
      events.add(event(publication, StreamEventKind.STREAM_ENDED, ""));
    }
    return events;
  }

  private List<Event> conflict(Publication publication, Throwable cause) {
    if (!stopped.add(publication.stream())) {
      return List.of();
    }
    LOG.error("Stream {}: {}", publication.stream(), cause.getMessage());
    return List.of(event(publication, StreamEventKind.ALARM, String.valueOf(cause.getMessage())));
  }

  private static Event event(Publication publication, StreamEventKind kind, String detail) {
    return new Event(
        publication.stream(), kind, publication.segment(), publication.programDateTime(), detail);
  }

  @Override
  public void timeout(Publication publication, ResultFuture<Event> result) {
    result.completeExceptionally(
        new TimeoutException(
            "Cannot publish the playlists of %s: no answer within %s; is the store reachable?"
                .formatted(publication.stream(), settings.storeTimeout())));
  }
}
