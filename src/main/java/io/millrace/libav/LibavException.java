package io.millrace.libav;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;

/** A call into FFmpeg failed: its name, FFmpeg's words and the return code. */
public final class LibavException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MAX_TEXT_BYTES = 128;

  private final int code;

  LibavException(String call, int code) {
    super("%s failed: %s (%d)".formatted(call, text(code), code));
    this.code = code;
  }

  /** A failure that is found on this side, or that another process has told. */
  public LibavException(String message) {
    super(message);
    this.code = 0;
  }

  LibavException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /** FFmpeg's error code, negative; 0 where the fault was found on this side. */
  public int code() {
    return code;
  }

  private static String text(int code) {
    byte[] text = new byte[MAX_TEXT_BYTES];
    avutil.av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }
}
