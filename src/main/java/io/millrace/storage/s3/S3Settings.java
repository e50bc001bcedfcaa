package io.millrace.storage.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how to reach it.
 *
 * @param prefix of every key, without slashes at its ends; empty for the whole bucket
 * @param endpoint of a store that is not AWS; null for AWS
 * @param region to sign for
 * @param addressing how the bucket is named in a URL
 * @param credentials null for the default chain: environment, profile, container, instance
 * @param connections at most at a time; as many calls wait for one, then callers wait
 * @param timeout of one call, from the first byte sent to the last received
 */
public record S3Settings(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    String region,
    Addressing addressing,
    @Nullable S3Credentials credentials,
    int connections,
    Duration timeout) {
  public static final int DEFAULT_CONNECTIONS = 64;
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** How the bucket is named in a URL. */
  public enum Addressing {
    /** {@code https://bucket.host/key}, as AWS wants it. */
    VIRTUAL_HOST,
    /** {@code https://host/bucket/key}, as most other stores want it. */
    PATH
  }

  public S3Settings {
    if (bucket.isEmpty() || region.isEmpty() || connections < 1) {
      throw new IllegalArgumentException(
          "Invalid S3 settings: bucket '%s', region '%s', %d connections"
              .formatted(bucket, region, connections));
    }
    if (prefix.startsWith("/") || prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "Invalid S3 prefix '%s': no slash at its ends".formatted(prefix));
    }
  }
}
