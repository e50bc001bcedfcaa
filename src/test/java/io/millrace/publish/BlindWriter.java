package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.playlist.StoredSegment;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** Writes a segment and its playlists. */
  public void write(PackagedSegment segment, StreamPlaylists playlists) {
    for (PackagedTrack track : segment.tracks()) {
      String init = ObjectName.initSegment(segment.stream(), track.rendition(), track.recipe());
      if (inits.add(init)) {
        put(init, List.of(track.initSegment().buffer()), MEDIA);
      }
      String name = ObjectName.mediaSegment(segment.stream(), track.rendition(), segment.number());
      put(name, track.body(), MEDIA);
    }
    StoredSegment stored = StoredSegments.of(segment);
    for (PlaylistUpdate update : playlists.accept(stored)) {
      byte[] text = update.text().getBytes(StandardCharsets.UTF_8);
      put(update.name(), List.of(ByteBuffer.wrap(text)), PLAYLIST);
      update.expired().forEach(expired -> store.delete(expired).join());
    }
  }

  private void put(String name, List<ByteBuffer> body, ObjectHeaders headers) {
    store.put(name, body, headers, PutCondition.always()).join();
  }
}
