package io.millrace.media;

import java.util.Locale;

/** Input that cannot become media, with the byte offset in the stream's session where it stands. */
public abstract sealed class MediaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long byteOffset;

  private MediaException(long byteOffset, String message) {
    super("%s (at byte %d)".formatted(message, byteOffset));
    this.byteOffset = byteOffset;
  }

  /** Offset of the first wrong byte, counted from the first byte of the session. */
  public long byteOffset() {
    return byteOffset;
  }

  /** Bytes that break their own format. */
  public static final class Malformed extends MediaException {
    private static final long serialVersionUID = 1;

    public Malformed(long byteOffset, String format, Object... args) {
      super(byteOffset, String.format(Locale.ROOT, format, args));
    }
  }

  /** Well-formed bytes that Millrace does not serve, or that pass one of its bounds. */
  public static final class Unsupported extends MediaException {
    private static final long serialVersionUID = 1;

    public Unsupported(long byteOffset, String format, Object... args) {
      super(byteOffset, String.format(Locale.ROOT, format, args));
    }
  }
}
