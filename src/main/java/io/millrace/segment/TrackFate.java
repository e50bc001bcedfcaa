package io.millrace.segment;

/** What becomes of a track that a container declares. */
public enum TrackFate {
  /** Selected, and published as it is. */
  PUBLISHED("passes"),
  /** Selected, and published in another coding. */
  ENCODED("is encoded"),
  /** The target players do not decode its codec, or it has no place in CMAF. */
  NEEDS_ENCODING("needs encoding"),
  /** Nobody has the key, or knows how it is packed. */
  UNREADABLE("cannot be read: encrypted, or packed in a way that is not served"),
  /** It could be, but another track is. */
  NOT_SELECTED("not published: not selected"),
  /** Cover art, thumbnails, and other pictures that are not the programme. */
  NOT_PROGRAMME("not published: not the programme"),
  /** Subtitles, time tables and cues are noted, not published. */
  NOT_MEDIA("not published: neither pictures nor sound");

  private final String title;

  TrackFate(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }
}
