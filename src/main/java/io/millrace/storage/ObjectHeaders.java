package io.millrace.storage;

import java.util.Map;

/**
 * What a reader gets with the bytes.
 *
 * @param contentType media type, as {@code video/mp4}
 * @param cacheControl of RFC 9111, 5.2
 * @param metadata names in lower-case ASCII, values in ASCII; S3's {@code x-amz-meta-*}
 */
public record ObjectHeaders(String contentType, String cacheControl, Map<String, String> metadata) {
  public ObjectHeaders {
    metadata = Map.copyOf(metadata);
  }
}
