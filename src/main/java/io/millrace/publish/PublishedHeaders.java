package io.millrace.publish;

import io.millrace.media.MediaType;
import io.millrace.storage.ObjectHeaders;
import java.util.Map;

/** What a reader is told with each kind of object. */
final class PublishedHeaders {
  /** CRC-32C and size of a segment's bytes. */
  static final String DIGEST = "millrace-crc32c";

  /** Number of the first segment that a playlist does not account for. */
  static final String END = "millrace-end";

  /** Who wrote a playlist. */
  static final String WRITER = "millrace-writer";

  /** A name is never used for other bytes, so nobody needs to ask again. RFC 8246. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  /** A cache may keep a playlist but must ask whether it still stands: a 304 costs little. */
  private static final String ASK = "no-cache";

  private PublishedHeaders() {}

  /**
   * Of an init or media segment. Both say {@code video/mp4} or {@code audio/mp4}: RFC 8216, 3.3
   * knows no other type for fMP4, {@code video/iso.segment} has no sister for audio, and players,
   * browsers and CDN rules know this one.
   */
  static ObjectHeaders segment(MediaType type, String digest) {
    String contentType = type == MediaType.AUDIO ? "audio/mp4" : "video/mp4";
    return new ObjectHeaders(contentType, FOR_EVER, Map.of(DIGEST, digest));
  }

  /** Of a media or multivariant playlist. RFC 8216, 4. */
  static ObjectHeaders playlist(long end, String writer) {
    return new ObjectHeaders(
        "application/vnd.apple.mpegurl", ASK, Map.of(END, Long.toString(end), WRITER, writer));
  }
}
