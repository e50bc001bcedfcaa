package io.millrace.job.record;

import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.StreamPlaylists;

/**
 * State of PLAYLIST for one stream: the live object, and the settings that the stream began with
 * and keeps.
 *
 * @param stopped an alarm was raised: the stream is silent for ever
 */
public record PlaylistState(
    String stream, PlaylistSettings settings, StreamPlaylists playlists, boolean stopped) {
  /** The state of a stream of which nothing is stored yet. */
  public static PlaylistState start(String stream, PlaylistSettings settings) {
    return new PlaylistState(stream, settings, StreamPlaylists.start(stream, settings), false);
  }

  /** The state of the same stream after an alarm; what it held is let go. */
  public PlaylistState stop() {
    return new PlaylistState(stream, settings, StreamPlaylists.start(stream, settings), true);
  }
}
