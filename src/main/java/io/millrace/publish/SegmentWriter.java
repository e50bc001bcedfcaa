package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.media.MediaType;
import io.millrace.playlist.StoredSegment;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Puts the objects of segments into a store: each init segment once, then the media segments.
 * Nothing is ever replaced. An object that stands already is success if it holds the same bytes, as
 * after a replay, and a {@link ConflictException} if it does not. May be used by any thread.
 */
public final class SegmentWriter {
  private static final int MAX_KNOWN = 4096;

  private final ObjectStore store;
  private final Attempts attempts;
  private final Map<String, CompletableFuture<Void>> inits = new RecentNames<>(MAX_KNOWN);

  /** Where the media playlists began when we first looked, by name. */
  private final Map<String, CompletableFuture<Long>> begins = new RecentNames<>(MAX_KNOWN);

  public SegmentWriter(ObjectStore store, RetrySettings retries, PublishListener listener) {
    this.store = store;
    this.attempts = new Attempts(retries, listener);
  }

  /**
   * Writes all objects of {@code segment}, but not those that have left their playlist already, as
   * in a replay from long ago. The future ends when all others stand in the store; it fails with
   * {@link StoreException} when the attempts are used up, or with {@link ConflictException}.
   */
  public CompletableFuture<StoredSegment> write(PackagedSegment segment) {
    StoredSegment stored = StoredSegments.of(segment);
    List<CompletableFuture<Void>> tracks = new ArrayList<>();
    for (PackagedTrack track : segment.tracks()) {
      tracks.add(write(segment, track));
    }
    return CompletableFuture.allOf(tracks.toArray(CompletableFuture[]::new))
        .thenApply(all -> stored)
        .exceptionallyCompose(e -> CompletableFuture.failedFuture(Attempts.unwrapped(e)));
  }

  private CompletableFuture<Void> write(PackagedSegment segment, PackagedTrack track) {
    MediaType type = track.format().codec().type();
    ObjectBody body = ObjectBody.of(track.body());
    String name = ObjectName.mediaSegment(segment.stream(), track.rendition(), segment.number());
    return begin(ObjectName.mediaPlaylist(segment.stream(), track.rendition()))
        .thenCompose(
            begin ->
                segment.number() < begin
                    ? CompletableFuture.completedFuture(null)
                    : init(segment.stream(), track, type)
                        .thenCompose(init -> create(name, body, type)));
  }

  /**
   * Number of the first segment that {@code playlist} listed when we first looked: the names before
   * may be free again, and are not to be used again.
   */
  private CompletableFuture<Long> begin(String playlist) {
    return once(
        begins,
        playlist,
        () ->
            attempts
                .at(playlist, () -> store.head(playlist))
                .thenApply(standing -> standing.map(PublishedHeaders::mediaSequence).orElse(0L)));
  }

  /** The result of {@code call}, made once for each name until it succeeds. */
  private static <T> CompletableFuture<T> once(
      Map<String, CompletableFuture<T>> known, String name, Supplier<CompletableFuture<T>> call) {
    synchronized (known) {
      CompletableFuture<T> result = known.get(name);
      if (result == null || result.isCompletedExceptionally()) {
        result = call.get();
        known.put(name, result);
      }
      return result;
    }
  }

  private CompletableFuture<Void> init(String stream, PackagedTrack track, MediaType type) {
    String name = ObjectName.initSegment(stream, track.rendition(), track.recipe());
    return once(
        inits,
        name,
        () -> {
          ObjectBody body = ObjectBody.of(List.of(track.initSegment()));
          return create(name, body, type);
        });
  }

  private CompletableFuture<Void> create(String name, ObjectBody body, MediaType type) {
    ObjectHeaders headers = PublishedHeaders.segment(type, body.digest());
    return attempts.at(
        name,
        () ->
            store
                .put(name, body, headers, PutCondition.ifAbsent())
                .thenCompose(
                    result ->
                        result instanceof PutResult.Stored
                            ? CompletableFuture.completedFuture(null)
                            : compare(name, body)));
  }

  /** Somebody was first, perhaps we: a replay, or an answer that got lost. */
  private CompletableFuture<Void> compare(String name, ObjectBody body) {
    String ours = body.digest();
    return store
        .head(name)
        .thenCompose(
            standing -> {
              String theirs = digest(standing, name);
              return theirs.isEmpty() ? compareBytes(name, ours) : settle(name, ours, theirs);
            });
  }

  private static String digest(Optional<ObjectInfo> standing, String name) {
    if (standing.isEmpty()) {
      throw new StoreException(
          "Cannot put %s: it stood there and is gone".formatted(name), StoreException.Retry.LATER);
    }
    return standing.get().headers().metadata().getOrDefault(PublishedHeaders.DIGEST, "");
  }

  /** Written by something that leaves no digest, or moved here without its metadata. */
  private CompletableFuture<Void> compareBytes(String name, String ours) {
    return store
        .get(name)
        .thenCompose(
            standing ->
                settle(
                    name,
                    ours,
                    standing
                        .map(object -> ObjectBody.of(List.of(object.body())).digest())
                        .orElse("nothing")));
  }

  private static CompletableFuture<Void> settle(String name, String ours, String theirs) {
    return ours.equals(theirs)
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new ConflictException(
                name,
                "other bytes stand there (%s, ours are %s); was this prefix used by another run?"
                    .formatted(theirs, ours)));
  }
}
