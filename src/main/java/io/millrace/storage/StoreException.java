package io.millrace.storage;

/** A store could not do what it was asked, with the object's name and whether to try again. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean retryable;

  public StoreException(String message, Throwable cause, Retry retry) {
    super(message, cause);
    this.retryable = retry == Retry.LATER;
  }

  /** For a refusal that no lower layer reported. */
  public StoreException(String message, Retry retry) {
    super(message);
    this.retryable = retry == Retry.LATER;
  }

  /** True where the same call may succeed later: time-out, 503, 409, a full connection pool. */
  public boolean isRetryable() {
    return retryable;
  }

  /** Whether the same call may succeed later. */
  public enum Retry {
    LATER,
    NEVER
  }
}
