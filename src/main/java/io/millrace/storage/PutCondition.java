package io.millrace.storage;

/** When a write may happen. RFC 9110, 13.1. */
public sealed interface PutCondition {
  /** Whatever is there. */
  record Always() implements PutCondition {}

  /** Only if nothing is there: {@code If-None-Match: *}. */
  record IfAbsent() implements PutCondition {}

  /** Only if exactly this is there: {@code If-Match: etag}. */
  record IfMatch(String etag) implements PutCondition {}

  static PutCondition always() {
    return new Always();
  }

  static PutCondition ifAbsent() {
    return new IfAbsent();
  }

  static PutCondition ifMatch(String etag) {
    return new IfMatch(etag);
  }
}
