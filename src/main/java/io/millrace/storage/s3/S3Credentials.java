package io.millrace.storage.s3;

/**
 * A key for a bucket; never printed.
 *
 * @param accessKey the public half
 * @param secretKey the secret half
 * @param sessionToken of temporary credentials; empty for lasting ones
 */
public record S3Credentials(String accessKey, String secretKey, String sessionToken) {
  @Override
  public String toString() {
    return "S3Credentials[redacted]";
  }
}
