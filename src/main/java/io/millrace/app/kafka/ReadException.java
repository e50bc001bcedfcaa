package io.millrace.app.kafka;

import org.jspecify.annotations.Nullable;

/** A stream's records could not be read: one line with what, why and what to do. */
public final class ReadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
