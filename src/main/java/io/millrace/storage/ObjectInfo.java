package io.millrace.storage;

/**
 * An object without its bytes.
 *
 * @param bytes size of the body
 * @param etag opaque; changes with the content, compared by {@link PutCondition#ifMatch}
 */
public record ObjectInfo(long bytes, String etag, ObjectHeaders headers) {}
