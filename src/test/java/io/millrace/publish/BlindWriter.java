package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.playlist.StoredSegment;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Writes whatever stands there, without digest, claim or look: what publishing costs at least. */
public final class BlindWriter {
  private static final ObjectHeaders MEDIA = new ObjectHeaders("video/mp4", "", Map.of());
  private static final ObjectHeaders PLAYLIST =
      new ObjectHeaders("application/vnd.apple.mpegurl", "", Map.of());

  private final ObjectStore store;
  private final Set<String> inits = new HashSet<>();

  public BlindWriter(ObjectStore store) {
    this.store = store;
  }

  /**
   * Writes a segment and its playlists, as much at a time as {@link SegmentWriter} and {@link
   * PlaylistPublisher} do.
   */
  public void write(PackagedSegment segment, StreamPlaylists playlists) {
    all(segment.tracks().stream().map(track -> write(segment, track)));
    StoredSegment stored = StoredSegments.of(segment);
    for (PlaylistUpdate update : playlists.accept(stored)) {
      byte[] text = update.text().getBytes(StandardCharsets.UTF_8);
      put(update.name(), ObjectBody.of(text), PLAYLIST).join();
      all(update.expired().stream().map(store::delete));
    }
  }

  private CompletableFuture<?> write(PackagedSegment segment, PackagedTrack track) {
    String init = ObjectName.initSegment(segment.stream(), track.rendition(), track.recipe());
    if (inits.add(init)) {
      put(init, ObjectBody.of(List.of(track.initSegment())), MEDIA).join();
    }
    String name = ObjectName.mediaSegment(segment.stream(), track.rendition(), segment.number());
    return put(name, ObjectBody.of(track.body()), MEDIA);
  }

  private static void all(Stream<? extends CompletableFuture<?>> calls) {
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  private CompletableFuture<?> put(String name, ObjectBody body, ObjectHeaders headers) {
    return store.put(name, body, headers, PutCondition.always());
  }
}
