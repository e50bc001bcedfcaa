package io.millrace.storage.s3;

import io.millrace.storage.StoreException;
import io.millrace.storage.StoreException.Retry;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK reports, as one clear line that never holds a secret. */
final class S3Failures {
  static final int NOT_FOUND = 404;
  static final int PRECONDITION_FAILED = 412;

  private static final int FORBIDDEN = 403;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409; // two conditional writes at the same time
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private S3Failures() {}

  /** The HTTP status that {@code failure} reports; 0 if it has none. */
  static int status(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception e ? e.statusCode() : 0;
  }

  /** Whether it is the bucket that is not there, not the object. */
  static boolean isMissingBucket(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception e && code(e).equals("NoSuchBucket");
  }

  /**
   * Whether a HEAD was forbidden: its answer has no body that could say why, and without that the
   * client does not learn that its clock is wrong either.
   */
  static boolean saysNoReason(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause.getCause() instanceof S3Exception e
        && e.statusCode() == FORBIDDEN
        && code(e).isEmpty();
  }

  static StoreException of(String verb, String name, S3Settings settings, Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof StoreException known) {
      return known;
    }
    String message =
        "Cannot %s %s in bucket %s: %s".formatted(verb, name, settings.bucket(), why(cause));
    return new StoreException(message, cause, isRetryable(cause) ? Retry.LATER : Retry.NEVER);
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String why(Throwable cause) {
    if (cause instanceof S3Exception e) {
      return "HTTP %d %s%s".formatted(e.statusCode(), code(e), remedy(e));
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
  }

  private static String remedy(S3Exception e) {
    if (e.isClockSkewException()) {
      return "; the clock of this machine is wrong, set it";
    }
    if (e.statusCode() == FORBIDDEN) {
      return "; check access key, secret key, region and the bucket's policy";
    }
    return isMissingBucket(e) ? "; make it, or check its name and the endpoint" : "";
  }

  private static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static boolean isRetryable(Throwable cause) {
    if (cause instanceof S3Exception e) {
      int status = e.statusCode();
      return status >= SERVER_ERROR
          || status == CONFLICT
          // From its first refusal the client takes how far it is off, and signs by the server's.
          || e.isClockSkewException()
          || status == TOO_MANY_REQUESTS
          || status == REQUEST_TIMEOUT;
    }
    String message = String.valueOf(cause.getMessage());
    // The SDK has no type of its own for this one.
    return cause instanceof SdkException && !message.startsWith("Unable to load credentials");
  }
}
