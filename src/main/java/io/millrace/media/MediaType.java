package io.millrace.media;

/** The kind of media in a track; the handler type of ISO/IEC 14496-12, 8.4.3 is its other name. */
public enum MediaType {
  VIDEO,
  AUDIO,
  SUBTITLE,
  DATA
}
