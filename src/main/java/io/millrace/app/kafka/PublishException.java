package io.millrace.app.kafka;

/** Bytes could not be brought into Kafka: one line with what, why and what to do. */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
