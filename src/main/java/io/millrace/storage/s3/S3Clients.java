package io.millrace.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** How the SDK is set up, in one place. */
final class S3Clients {
  private S3Clients() {}

  static S3AsyncClient open(S3Settings settings, SdkEventLoopGroup loops, Executor completion) {
    Duration timeout = settings.timeout();
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings))
            .forcePathStyle(settings.addressing() == S3Settings.Addressing.PATH)
            // A default checksum costs a quarter of the throughput; TLS and our digest do its work.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(loops)
                    .maxConcurrency(settings.connections())
                    // The store's own room bounds what callers bring; what follows a call must
                    // never be refused.
                    .maxPendingConnectionAcquires(Integer.MAX_VALUE)
                    .connectionAcquisitionTimeout(timeout)
                    .readTimeout(timeout)
                    .writeTimeout(timeout))
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, completion))
            .overrideConfiguration(
                override ->
                    override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(timeout));
    URI endpoint = settings.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Settings settings) {
    S3Credentials given = settings.credentials();
    if (given == null) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        given.sessionToken().isEmpty()
            ? AwsBasicCredentials.create(given.accessKey(), given.secretKey())
            : AwsSessionCredentials.create(
                given.accessKey(), given.secretKey(), given.sessionToken()));
  }
}
