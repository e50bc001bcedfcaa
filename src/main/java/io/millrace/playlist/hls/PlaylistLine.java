package io.millrace.playlist.hls;

/**
 * A line of a playlist that says something: a tag or a URI. RFC 8216, 4.1.
 *
 * @param number from 1
 * @param tag with its {@code #}; empty for a URI
 * @param value behind the tag's colon, or the URI; empty where there is none
 */
public record PlaylistLine(int number, String tag, String value) {
  public boolean isUri() {
    return tag.isEmpty();
  }

  /** The line as it was written. */
  public String text() {
    return isUri() || value.isEmpty() ? tag + value : tag + ":" + value;
  }
}
