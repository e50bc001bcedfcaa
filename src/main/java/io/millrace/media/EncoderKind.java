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

  /** As people write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
