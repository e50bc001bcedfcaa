package io.millrace.publish;

import java.io.Serializable;

/**
 * Which store, in words that options can hold. Empty means "not set".
 *
 * @param uri {@code file:/directory}, a plain path, or {@code s3://bucket/prefix}
 * @param endpoint URL of an S3 store that is not AWS; its buckets are then named in the path
 * @param region of the bucket; {@code us-east-1} if empty
 * @param accessKey of the bucket; the SDK's default chain if empty
 * @param secretKey that belongs to it
 * @param sessionToken of temporary credentials
 */
public record StoreSettings(
    String uri,
    String endpoint,
    String region,
    String accessKey,
    String secretKey,
    String sessionToken)
    implements Serializable {
  /** Only a URI; all else from the environment. */
  public static StoreSettings of(String uri) {
    return new StoreSettings(uri, "", "", "", "", "");
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "StoreSettings[uri=%s, endpoint=%s, region=%s, credentials=%s]"
        .formatted(uri, endpoint, region, accessKey.isEmpty() ? "default chain" : "given");
  }
}
