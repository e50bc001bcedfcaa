package io.millrace.app;

import io.millrace.publish.StoreSettings;
import picocli.CommandLine.Option;

/**
 * How to reach a bucket: the same for every command that takes {@code s3://}. Keys come from the
 * environment, a profile or the instance, never from a command line that others can see.
 */
final class S3Options {
  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Of an S3 store that is not AWS. Keys are those of the AWS environment.")
  private String endpoint = "";

  @Option(
      names = "--s3-region",
      paramLabel = "NAME",
      description = "Of the bucket. Default: us-east-1.")
  private String region = "";

  /** All but the URI. */
  StoreSettings settings() {
    return new StoreSettings("", endpoint, region, "", "", "");
  }
}
