package io.millrace.publish;

import io.millrace.media.MediaType;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import java.util.Map;
import java.util.OptionalLong;

/** What a reader is told with each kind of object. */
final class PublishedHeaders {
  /** CRC-32C and size of a segment's bytes. */
  static final String DIGEST = "millrace-crc32c";

  /** Number of the first segment that a playlist does not account for. */
  static final String END = "millrace-end";

  /** Number of the first segment that a playlist lists. */
  static final String MEDIA_SEQUENCE = "millrace-media-sequence";

  /** Of the claim by which a playlist was written; each later claim has a higher one. */
  static final String EPOCH = "millrace-epoch";

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
  static ObjectHeaders playlist(PlaylistUpdate update, long epoch, String writer) {
    return new ObjectHeaders(
        "application/vnd.apple.mpegurl",
        ASK,
        Map.of(
            END,
            Long.toString(update.end()),
            MEDIA_SEQUENCE,
            Long.toString(update.mediaSequence()),
            EPOCH,
            Long.toString(epoch),
            WRITER,
            writer));
  }

  /** Of the object that says who holds a stream. */
  static ObjectHeaders claim(long epoch, String writer) {
    return new ObjectHeaders(
        "text/plain; charset=utf-8", ASK, Map.of(EPOCH, Long.toString(epoch), WRITER, writer));
  }

  /** {@link #WRITER} of a playlist or a claim. */
  static String writer(ObjectInfo object) {
    return object.headers().metadata().getOrDefault(WRITER, "somebody");
  }

  /** {@link #END} of a playlist; empty if something else wrote it. */
  static OptionalLong end(ObjectInfo playlist) {
    return number(playlist, END);
  }

  /** {@link #EPOCH} of a playlist or a claim; 0 if it has none. */
  static long epoch(ObjectInfo object) {
    return number(object, EPOCH).orElse(0);
  }

  /** {@link #MEDIA_SEQUENCE} of a playlist; 0 if it has none. */
  static long mediaSequence(ObjectInfo playlist) {
    return number(playlist, MEDIA_SEQUENCE).orElse(0);
  }

  private static OptionalLong number(ObjectInfo object, String name) {
    String value = object.headers().metadata().getOrDefault(name, "");
    return value.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
