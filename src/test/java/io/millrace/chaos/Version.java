package io.millrace.chaos;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One change of one object.
 *
 * @param nanos when it took effect, on this JVM's clock
 * @param sha256 of its bytes; empty where it was deleted
 * @param metadata user-defined, as {@code millrace-end}
 * @param text of a playlist; empty for media
 */
record Version(
    String name,
    long nanos,
    String sha256,
    int bytes,
    String contentType,
    Map<String, String> metadata,
    String text) {
  private static final String END = "millrace-end";
  private static final String EPOCH = "millrace-epoch";

  static Version put(String name, byte[] body, String contentType, Map<String, String> metadata) {
    String text = isPlaylist(name) ? new String(body, StandardCharsets.UTF_8) : "";
    return new Version(
        name,
        System.nanoTime(),
        Payload.of(body).sha256(),
        body.length,
        contentType,
        metadata,
        text);
  }

  static Version deleted(String name) {
    return new Version(name, System.nanoTime(), "", 0, "", Map.of(), "");
  }

  static boolean isPlaylist(String name) {
    return name.endsWith(".m3u8");
  }

  static boolean isMediaPlaylist(String name) {
    return name.endsWith("/index.m3u8");
  }

  boolean isPut() {
    return !sha256.isEmpty();
  }

  /** Number of the first segment that the playlist does not account for. */
  long end() {
    return Long.parseLong(metadata.get(END));
  }

  /** Of the claim by which the playlist was written. */
  long epoch() {
    return Long.parseLong(metadata.getOrDefault(EPOCH, "0"));
  }

  static String stream(String name) {
    return name.substring(0, name.indexOf('/'));
  }

  @Override
  public String toString() {
    return isPut() ? "%s %s %s".formatted(name, sha256.substring(0, 12), metadata) : name + " -";
  }
}
