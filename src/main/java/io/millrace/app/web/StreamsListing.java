package io.millrace.app.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** The streams of a store as JSON: what the page lists and draws. */
final class StreamsListing {
  private static final int MAX_STREAMS = 500;
  private static final int RECENT_SEGMENTS = 30;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final StoreDirectory store;

  StreamsListing(StoreDirectory store) {
    this.store = store;
  }

  ObjectNode toJson() throws IOException {
    ObjectNode listing = JSON.objectNode();
    ArrayNode streams = listing.putArray("streams");
    for (String name : names()) {
      stream(name).ifPresent(streams::add);
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
    for (PlaylistText.Rendition rendition : PlaylistText.multivariant(text.get())) {
      Optional<String> media = text(name + "/" + rendition.uri());
      if (media.isPresent()) {
        PlaylistText.Media playlist = PlaylistText.media(media.get());
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

  private ObjectNode rendition(
      String stream, PlaylistText.Rendition rendition, PlaylistText.Media playlist) {
    String folder = rendition.uri().substring(0, rendition.uri().lastIndexOf('/') + 1);
    ObjectNode node = JSON.objectNode();
    node.put("name", folder.isEmpty() ? rendition.uri() : folder.substring(0, folder.length() - 1));
    put(node, "type", rendition.attributes().getOrDefault("TYPE", "VIDEO"));
    put(node, "codecs", rendition.attributes().get("CODECS"));
    put(node, "resolution", rendition.attributes().get("RESOLUTION"));
    put(node, "frameRate", rendition.attributes().get("FRAME-RATE"));
    put(node, "bandwidth", rendition.attributes().get("BANDWIDTH"));
    node.put("targetDuration", playlist.targetDuration());
    node.put("segments", playlist.entries().size());
    node.put("durationMicros", playlist.durationMicros());
    node.put("ended", playlist.ended());
    if (playlist.liveEdge() != PlaylistText.NO_DATE) {
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
  private void addRecent(ObjectNode node, String folder, PlaylistText.Media playlist) {
    List<PlaylistText.Entry> entries = playlist.entries();
    int first = Math.max(0, entries.size() - RECENT_SEGMENTS);
    ArrayNode recent = node.putArray("recent");
    long bits = 0;
    long micros = 0;
    for (int i = first; i < entries.size(); i++) {
      PlaylistText.Entry entry = entries.get(i);
      long bytes = bytes(folder + entry.uri());
      bits += bytes * 8;
      micros += bytes == 0 ? 0 : entry.durationMicros();
      recent
          .addObject()
          .put("number", playlist.mediaSequence() + i)
          .put("durationMicros", entry.durationMicros())
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
