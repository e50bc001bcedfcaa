package io.millrace.publish;

/**
 * A stream whose segments do not fit together. It publishes nothing more, so that players keep what
 * is right; other streams go on.
 */
public final class BrokenStreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenStreamException(String stream, String reason) {
    super("Stream %s: %s; nothing more of it is published".formatted(stream, reason));
  }
}
