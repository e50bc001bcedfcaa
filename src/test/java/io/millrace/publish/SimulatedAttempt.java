package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.playlist.StoredSegment;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt of a job, as STORE, PLAYLIST and PUBLISH are: segments are written beside each other,
 * playlists follow in order, and a checkpoint holds what is on its way.
 */
final class SimulatedAttempt {
  private static final int STORES_AT_ONCE = 4;
  private static final RetrySettings RETRIES = new RetrySettings(4, 0, 0);

  private final SimulatedJob job;
  private final Schedule.Process process;
  private final Schedule schedule;
  private final SegmentWriter writer;
  private final PlaylistPublisher publisher;
  private final TreeSet<Integer> storing = new TreeSet<>();
  private final List<List<PlaylistUpdate>> publishing = new ArrayList<>();
  private StreamPlaylists playlists;
  private int next;

  /** PLAYLIST has heard an alarm, and says nothing more: a part of its state. */
  private boolean stopped;

  /** PUBLISH has lost the stream to somebody, and drops what comes until it starts again. */
  private boolean lost;

  private boolean told;
  private int obsolete;

  /** What a restart goes on from. */
  record Checkpoint(
      byte[] playlists,
      boolean stopped,
      int next,
      List<Integer> storing,
      List<List<PlaylistUpdate>> publishing) {
    static Checkpoint start(PlaylistSettings settings) {
      return new Checkpoint(
          saved(StreamPlaylists.start(SimulatedMedia.STREAM, settings)),
          false,
          0,
          List.of(),
          List.of());
    }
  }

  SimulatedAttempt(
      SimulatedJob job,
      String name,
      Schedule.Process process,
      ObjectStore store,
      Schedule schedule) {
    this.job = job;
    this.process = process;
    this.schedule = schedule;
    this.writer = new SegmentWriter(store, RETRIES, PublishListener.SILENT);
    this.publisher = new PlaylistPublisher(store, name, RETRIES, PublishListener.SILENT);
    this.playlists = StreamPlaylists.start(SimulatedMedia.STREAM, job.playlists);
  }

  Schedule.Process process() {
    return process;
  }

  /** Versions that somebody had published before. */
  int obsolete() {
    return obsolete;
  }

  boolean isDone() {
    return next == job.input.size() && storing.isEmpty() && publishing.isEmpty();
  }

  void restore(Checkpoint checkpoint) {
    try {
      playlists =
          StreamPlaylists.load(
              new DataInputStream(new ByteArrayInputStream(checkpoint.playlists())), job.playlists);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stopped = checkpoint.stopped();
    next = checkpoint.next();
    // Nothing says in which order what was on its way comes back.
    List<List<PlaylistUpdate>> onTheirWay = new ArrayList<>(checkpoint.publishing());
    Collections.shuffle(onTheirWay, schedule.random);
    onTheirWay.forEach(this::publish);
    checkpoint.storing().forEach(this::store);
    schedule.at(process, this::read);
  }

  Checkpoint checkpoint() {
    return new Checkpoint(
        saved(playlists), stopped, next, List.copyOf(storing), List.copyOf(publishing));
  }

  private static byte[] saved(StreamPlaylists playlists) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      playlists.save(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Takes the next segment of the input, while there is one. */
  private void read() {
    if (next < job.input.size()) {
      if (storing.size() < STORES_AT_ONCE) {
        store(next++);
      }
      schedule.at(process, this::read);
    }
  }

  private void store(int number) {
    storing.add(number);
    PackagedSegment segment = job.input.get(number);
    writer
        .write(segment)
        .whenComplete(
            (stored, failure) -> {
              if (stored != null) {
                storing.remove(number);
                list(stored);
              } else {
                settle(
                    failure,
                    () -> {
                      storing.remove(number);
                      stopped = true;
                    });
              }
            });
  }

  private void list(StoredSegment segment) {
    if (stopped) {
      return;
    }
    try {
      Optional<PlaylistUpdate> before = playlists.multivariantAgain();
      List<PlaylistUpdate> updates = playlists.accept(segment);
      if (!updates.isEmpty() && !told && before.isPresent()) {
        updates.add(0, before.get());
      }
      told |= !updates.isEmpty();
      if (!updates.isEmpty() && !lost) {
        publish(updates);
      }
    } catch (RuntimeException e) {
      schedule.fail(e);
    }
  }

  private void publish(List<PlaylistUpdate> updates) {
    publishing.add(updates);
    List<CompletableFuture<PublishResult>> parts =
        updates.stream().map(publisher::publish).toList();
    CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                publishing.remove(updates);
                obsolete +=
                    (int)
                        parts.stream()
                            .filter(part -> part.join() instanceof PublishResult.Obsolete)
                            .count();
              } else {
                settle(
                    failure,
                    () -> {
                      publishing.remove(updates);
                      lost = true;
                    });
              }
            });
  }

  /**
   * A conflict with another job stops the stream; anything else the job, which starts again if it
   * still is one.
   */
  private void settle(Throwable failure, Runnable onConflict) {
    Throwable cause = Attempts.unwrapped(failure);
    boolean own =
        cause instanceof ConflictException fenced && fenced.holder().startsWith(job.name + ",");
    if (cause instanceof ConflictException conflict && !own) {
      onConflict.run();
      job.conflict(String.valueOf(conflict.getMessage()));
    } else if (own || cause instanceof StoreException) {
      boolean restart = job.isCurrent(this) && !process.isDead();
      process.kill();
      if (restart) {
        job.restart();
      }
    } else {
      schedule.fail(cause);
    }
  }
}
