package io.millrace.app.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The directory of a store, as the outside may see it: published objects and nothing else. */
final class StoreDirectory {
  /** Names are of these characters, so that `..`, hidden files and escapes cannot be said. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}(/[A-Za-z0-9][A-Za-z0-9._-]{0,199}){0,7}");

  private static final int MAX_NAME = 1024;
  private static final int MAX_PLAYLIST_BYTES = 8 << 20;
  private static final String PLAYLIST_CACHE = "no-cache";

  private static final Map<String, String> TYPES =
      Map.of(
          "m3u8", "application/vnd.apple.mpegurl",
          "mpd", "application/dash+xml",
          "m4s", "video/iso.segment",
          "mp4", "video/mp4",
          "vtt", "text/vtt; charset=utf-8",
          "json", "application/json");

  private final Path root;

  StoreDirectory(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** The object's file, if {@code name} can be one and is there. */
  Optional<Path> file(String name) {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = root.resolve(name);
    try {
      boolean inside = file.toRealPath().startsWith(root.toRealPath());
      return inside && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Optional<Representation> representation(String name) throws IOException {
    Optional<Path> file = file(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.getOrDefault(suffix, "application/octet-stream");
    boolean changes = suffix.equals("m3u8") || suffix.equals("mpd") || suffix.equals("json");
    if (!changes) {
      return Optional.of(Representation.ofImmutable(file.get(), type));
    }
    // As a whole: a playlist is replaced while it is read, and its ETag is that of these bytes.
    return Optional.of(Representation.of(playlist(file.get()), type, PLAYLIST_CACHE));
  }

  static byte[] playlist(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_PLAYLIST_BYTES) {
      throw new IOException("%s: %d bytes are no playlist".formatted(file, size));
    }
    return Files.readAllBytes(file);
  }
}
