package io.millrace.worker;

/** A question has no answer: the worker refuses it, or two died of it; a reason of one line. */
public final class UnansweredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnansweredException(String reason) {
    super(reason);
  }
}
