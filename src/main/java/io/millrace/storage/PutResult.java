package io.millrace.storage;

/** How a conditional write ended. A refused condition is an answer, not an error. */
public sealed interface PutResult {
  /** The object is there. */
  record Stored(String etag) implements PutResult {}

  /** The condition did not hold; nothing was changed. */
  record Refused() implements PutResult {}
}
