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

  /**
   * Reads {@code auto}, {@code copy} or {@code transcode}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Treatment parse(String written) {
    for (Treatment treatment : values()) {
      if (treatment.title().equals(written)) {
        return treatment;
      }
    }
    throw new IllegalArgumentException(
        "Invalid treatment '%s': auto, copy or transcode".formatted(written));
  }

  /** As people write it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
