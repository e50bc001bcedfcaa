package io.millrace.storage;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of all that is published, relative to the store's prefix. They come from stream, rendition
 * and number only: the same today and after a replay.
 */
public final class ObjectName {
  private static final int MAX_LENGTH = 1024; // S3's limit for a key
  private static final Pattern VALID = Pattern.compile("[!-~&&[^\\\\/.]][!-~&&[^\\\\/]]*");

  private static final String WRITERS = "_writers/";
  private static final Pattern SEGMENT = Pattern.compile("/([0-9]{8,18})\\.m4s$");

  private ObjectName() {}

  /**
   * Returns {@code name} if it is one that every store can hold: parts of printable ASCII without
   * spaces or backslashes, joined by single slashes, none of them starting with a dot.
   *
   * @throws IllegalArgumentException with a short, printable form of the name otherwise
   */
  public static String check(String name) {
    if (name.length() > MAX_LENGTH || !areValid(name.split("/", -1))) {
      throw new IllegalArgumentException(
          "Invalid object name %s: parts of printable ASCII, none empty or starting with '.', at most %d"
              .formatted(StreamId.printable(name), MAX_LENGTH));
    }
    return name;
  }

  /** Returns {@code prefix} if it is empty or the beginning of a valid name; else as above. */
  public static String checkPrefix(String prefix) {
    if (!prefix.isEmpty()) {
      check(prefix.endsWith("/") ? prefix + "x" : prefix);
    }
    return prefix;
  }

  private static boolean areValid(String[] parts) {
    for (String part : parts) {
      if (!VALID.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

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

  /** The number of the media segment that {@code name} is; empty if it is another object. */
  public static OptionalLong segmentNumber(String name) {
    Matcher matcher = SEGMENT.matcher(name);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
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

  /** {@code _writers/cam-1.txt}: beside the streams, for no stream's id begins like this. */
  public static String writerClaim(String stream) {
    return WRITERS + stream + ".txt";
  }

  /** Whether {@code name} says who writes a stream. */
  public static boolean isWriterClaim(String name) {
    return name.startsWith(WRITERS);
  }

  /** {@code cam-1/main.m3u8}. */
  public static String multivariantPlaylist(String stream) {
    return stream + "/main.m3u8";
  }
}
