package io.millrace.storage;

/**
 * Names of all that is published, relative to the store's prefix. They come from stream, rendition
 * and number only: the same today and after a replay.
 */
public final class ObjectName {
  private ObjectName() {}

  /** {@code cam-1/video/00000042.m4s}. */
  public static String mediaSegment(String stream, String rendition, long number) {
    return "%s/%s/%s".formatted(stream, rendition, segmentFile(number));
  }

  /** {@code 00000042.m4s}, as the media playlist beside it says it. */
  public static String segmentFile(long number) {
    // By hand: String.format costs more than the rest of a playlist line.
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 8 - digits.length())) + digits + ".m4s";
  }

  /** {@code cam-1/video/init-1f2e3d4c5b6a.mp4}. */
  public static String initSegment(String stream, String rendition, String recipe) {
    return "%s/%s/%s".formatted(stream, rendition, initFile(recipe));
  }

  /** {@code init-1f2e3d4c5b6a.mp4}, as the media playlist beside it says it. */
  public static String initFile(String recipe) {
    return "init-" + recipe + ".mp4";
  }

  /** {@code cam-1/video/index.m3u8}. */
  public static String mediaPlaylist(String stream, String rendition) {
    return "%s/%s/index.m3u8".formatted(stream, rendition);
  }

  /** {@code cam-1/main.m3u8}. */
  public static String multivariantPlaylist(String stream) {
    return stream + "/main.m3u8";
  }
}
