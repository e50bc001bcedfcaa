package io.millrace.publish;

import io.millrace.playlist.hls.MediaPlaylist;
import java.io.Serializable;

/**
 * What playlists list, and for how long.
 *
 * @param kind LIVE with a sliding window, EVENT that keeps all, VOD that is written at the end
 * @param windowSegments least number of segments in a LIVE playlist, at least {@value
 *     #LEAST_WINDOW}; three target durations are kept in any case
 * @param expiry what becomes of segments that left the window
 * @param maxWaiting segments that may be stored while an earlier one is not; with one more the
 *     stream is broken
 */
public record PlaylistSettings(
    MediaPlaylist.Kind kind, int windowSegments, Expiry expiry, int maxWaiting)
    implements Serializable {
  /** Apple's authoring specification, 8.11. */
  public static final int LEAST_WINDOW = 6;

  /**
   * A segment may be encoded for minutes while others overtake it; each that waits holds a kilobyte
   * or so.
   */
  public static final int DEFAULT_MAX_WAITING = 4096;

  /** What becomes of segments that left the window. */
  public enum Expiry {
    /** They stay until the bucket's own rules remove them. */
    KEEP,
    /** They are deleted as soon as RFC 8216, 6.2.2 allows. */
    DELETE
  }

  public PlaylistSettings {
    if (windowSegments < LEAST_WINDOW || maxWaiting < 1) {
      throw new IllegalArgumentException(
          "Invalid playlist settings: window of %d segments (least %d), %d may wait (least 1)"
              .formatted(windowSegments, LEAST_WINDOW, maxWaiting));
    }
  }

  /** A sliding window; what leaves it is deleted. */
  public static PlaylistSettings live(int windowSegments) {
    return new PlaylistSettings(
        MediaPlaylist.Kind.LIVE, windowSegments, Expiry.DELETE, DEFAULT_MAX_WAITING);
  }

  /** A live playlist that keeps everything. */
  public static PlaylistSettings event() {
    return new PlaylistSettings(
        MediaPlaylist.Kind.EVENT, LEAST_WINDOW, Expiry.KEEP, DEFAULT_MAX_WAITING);
  }

  /** One playlist, at the end. */
  public static PlaylistSettings vod() {
    return new PlaylistSettings(
        MediaPlaylist.Kind.VOD, LEAST_WINDOW, Expiry.KEEP, DEFAULT_MAX_WAITING);
  }
}
