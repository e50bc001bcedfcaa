package io.millrace.transcode.worker;

/** A segment was given up: nothing of it can be encoded, for a reason of one line. */
public final class NotEncodedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotEncodedException(String reason) {
    super(reason);
  }
}
