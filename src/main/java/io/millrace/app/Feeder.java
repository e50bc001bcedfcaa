package io.millrace.app;

import io.millrace.app.kafka.IngestPublisher;
import io.millrace.libav.MediaFeed;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a {@link MediaFeed} in real time on a thread of its own and publishes what it makes. */
final class Feeder implements AutoCloseable {
  private static final int CHUNK_BYTES = 128 << 10;

  /** So much media goes into one record, unless it fills one before. */
  private static final long CHUNK_MICROS = 100_000;

  private static final long STOP_SECONDS = 5;

  private final IngestPublisher publisher;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(CHUNK_BYTES);
  private final MediaFeed feed;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "millrace-feed");
  private long pendingSinceMicros;
  private volatile @Nullable RuntimeException failure;

  private Feeder(IngestPublisher publisher, Function<Consumer<Payload>, MediaFeed> open) {
    this.publisher = publisher;
    this.feed = open.apply(this::collect);
    thread.setDaemon(true);
  }

  /**
   * Opens the feed here and now, so that its errors are the caller's, and runs it.
   *
   * @param open gets where the bytes go
   */
  static Feeder start(IngestPublisher publisher, Function<Consumer<Payload>, MediaFeed> open) {
    Feeder feeder = new Feeder(publisher, open);
    feeder.thread.start();
    return feeder;
  }

  /** Why nothing more is fed, unless it was stopped or came to its end. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try (feed) {
      long startNanos = System.nanoTime();
      while (!isStopped(startNanos + feed.mediaMicros() * 1000) && feed.step()) {
        if (feed.mediaMicros() - pendingSinceMicros >= CHUNK_MICROS) {
          publishPending();
        }
      }
      // Without it, the last pictures would wait for ones that were never coded.
      feed.finish();
      publishPending();
      publisher.end();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Waits until {@code dueNanos}, or until somebody stops the feed: then true. */
  private boolean isStopped(long dueNanos) {
    try {
      return stop.await(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void collect(Payload bytes) {
    pending.write(bytes.array(), bytes.arrayOffset(), bytes.length());
    if (pending.size() >= CHUNK_BYTES) {
      publishPending();
    }
  }

  private void publishPending() {
    if (pending.size() > 0) {
      publisher.publish(Payload.of(pending.toByteArray()));
      pending.reset();
    }
    pendingSinceMicros = feed.mediaMicros();
  }

  /** Ends the stream; a feed that hangs in a read is left behind. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
