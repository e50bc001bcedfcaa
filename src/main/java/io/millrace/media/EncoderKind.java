package io.millrace.media;

import java.util.Locale;

/** What pictures are encoded by. */
public enum EncoderKind {
  /** The CPU: the same bytes whenever and wherever a segment is encoded. */
  SOFTWARE,
  /** NVIDIA's GPUs. */
  NVENC,
  /** Intel's and AMD's GPUs under Linux. */
  VAAPI,
  /** Intel's GPUs by Quick Sync Video. */
  QSV,
  /** Apple's machines. */
  VIDEOTOOLBOX;

  /**
   * Reads {@code software}, {@code nvenc}, {@code vaapi}, {@code qsv} or {@code videotoolbox}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static EncoderKind parse(String written) {
    for (EncoderKind kind : values()) {
      if (kind.title().equals(written)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "Invalid encoder '%s': software, nvenc, vaapi, qsv or videotoolbox".formatted(written));
  }

  /** As people write it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
