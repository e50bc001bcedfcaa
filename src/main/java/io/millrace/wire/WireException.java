package io.millrace.wire;

import java.util.Locale;
import org.jspecify.annotations.NullMarked;

/** Bytes that are not one record of the expected schema, or a record too large to be sent. */
@NullMarked
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  WireException(Fault fault, String format, Object... args) {
    super(String.format(Locale.ROOT, format, args));
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What is wrong with a record, one word each for a metric. */
  public enum Fault {
    EMPTY,
    TOO_LARGE,
    /** No single-object header in front. */
    NOT_AVRO,
    /** The header's fingerprint belongs to no schema this reader knows. */
    UNKNOWN_SCHEMA,
    /** Ends too early, or holds a length, branch or symbol that cannot be. */
    MALFORMED,
    TRAILING_BYTES
  }
}
