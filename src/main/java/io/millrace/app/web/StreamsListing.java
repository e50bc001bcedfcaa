package io.millrace.app.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.media.MediaException;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.PlaylistText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of a store as JSON: what the page lists and draws. */
final class StreamsListing {
  private static final int MAX_STREAMS = 500;
  private static final int RECENT_SEGMENTS = 30;
  private static final Logger LOG = LoggerFactory.getLogger(StreamsListing.class);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final StoreDirectory store;

  StreamsListing(StoreDirectory store) {
    this.store = store;
  }

  ObjectNode toJson() throws IOException {
    ObjectNode listing = JSON.objectNode();
    ArrayNode streams = listing.putArray("streams");
    for (String name : names()) {
      try {
        stream(name).ifPresent(streams::add);
      } catch (MediaException e) {
        LOG.debug("{}: {}", name, e.toString()); // past a bound; the other streams are still shown
      }
    }
    return listing;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> children = Files.list(store.root())) {
      return children
          .map(child -> child.getFileName().toString())
          .sorted()
          .limit(MAX_STREAMS)
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private Optional<ObjectNode> stream(String name) throws IOException {
    Optional<String> text = text(name + "/main.m3u8");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode stream = JSON.objectNode();
    stream.put("name", name);
    stream.put("playlist", WebServer.MEDIA + name + "/main.m3u8");
    ArrayNode renditions = stream.putArray("renditions");
    boolean ended = true;
    PlaylistText main = PlaylistText.of(text.get());
    for (ListedPlaylist rendition : MultivariantListing.read(main).playlists()) {
      Optional<String> media = text(name + "/" + rendition.uri());
      if (media.isPresent()) {
        MediaListing playlist = MediaListing.read(media.get());
        ended &= playlist.ended();
        renditions.add(rendition(name, rendition, playlist));
      }
    }
    stream.put("live", !ended);
    return Optional.of(stream);
  }

  private Optional<String> text(String name) throws IOException {
    Optional<Path> file = store.file(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(StoreDirectory.playlist(file.get()), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it was there a moment ago
    }
  }

  private ObjectNode rendition(String stream, ListedPlaylist rendition, MediaListing playlist) {
    String folder = rendition.uri().substring(0, rendition.uri().lastIndexOf('/') + 1);
    ObjectNode node = JSON.objectNode();
    node.put("name", folder.isEmpty() ? rendition.uri() : folder.substring(0, folder.length() - 1));
    put(node, "type", rendition.attributes().get("TYPE", "VIDEO"));
    put(node, "codecs", rendition.attributes().get("CODECS"));
    put(node, "resolution", rendition.attributes().get("RESOLUTION"));
    put(node, "frameRate", rendition.attributes().get("FRAME-RATE"));
    put(node, "bandwidth", rendition.attributes().get("BANDWIDTH"));
    node.put("targetDuration", playlist.targetDuration());
    node.put("segments", playlist.segments().size());
    node.put("durationMicros", playlist.micros());
    node.put("ended", playlist.ended());
    if (playlist.liveEdge() != MediaListing.NO_DATE) {
      node.put("liveEdge", playlist.liveEdge());
    }
    addRecent(node, stream + "/" + folder, playlist);
    return node;
  }

  private static void put(ObjectNode node, String key, @Nullable String value) {
    if (value != null) {
      node.put(key, value);
    }
  }

  /** The newest segments with their sizes, and the bit rate over them. */
  private void addRecent(ObjectNode node, String folder, MediaListing playlist) {
    List<ListedSegment> entries = playlist.segments();
    int first = Math.max(0, entries.size() - RECENT_SEGMENTS);
    ArrayNode recent = node.putArray("recent");
    long bits = 0;
    long micros = 0;
    for (int i = first; i < entries.size(); i++) {
      ListedSegment entry = entries.get(i);
      long entryMicros = Math.max(0, entry.micros());
      long bytes = bytes(folder + entry.uri());
      bits += bytes * 8;
      micros += bytes == 0 ? 0 : entryMicros;
      recent
          .addObject()
          .put("number", entry.number())
          .put("durationMicros", entryMicros)
          .put("bytes", bytes)
          .put("discontinuity", entry.discontinuity());
    }
    node.put("bitrate", micros == 0 ? 0 : Math.multiplyExact(bits, 1_000_000L) / micros);
  }

  private long bytes(String name) {
    try {
      Optional<Path> file = store.file(name);
      return file.isPresent() ? Files.size(file.get()) : 0;
    } catch (IOException e) {
      return 0; // it has left the window in this moment
    }
  }
}
