package io.millrace.playlist.hls;

/**
 * Something in a playlist that cannot be read as it should.
 *
 * @param line from 1
 * @param tag with its {@code #}; empty for a URI, and for the text as a whole
 */
public record PlaylistFault(int line, String tag, String message) {
  static PlaylistFault of(PlaylistLine line, String message) {
    return new PlaylistFault(line.number(), line.tag(), message);
  }
}
