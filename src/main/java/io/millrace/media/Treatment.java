package io.millrace.media;

import java.util.Locale;

/** What becomes of the pictures or the sound of a stream. Saved state holds the names. */
public enum Treatment {
  /** What players decode is published as it is, the rest is encoded. */
  AUTO,
  /** What players decode is published as it is, the rest is left out. */
  COPY,
  /** All is encoded. */
  TRANSCODE;

  /** As people write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
