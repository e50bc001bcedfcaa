package io.millrace.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server in this process, with one bucket in memory. */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "media";

  private static final String ACCESS_KEY = "test-access-key";
  private static final String SECRET_KEY = "test-secret-key";

  private final S3Proxy proxy;

  private S3Server(S3Proxy proxy) {
    this.proxy = proxy;
  }

  public static S3Server start() throws Exception {
    return start(UnaryOperator.identity());
  }

  /** The same behind what {@code front} makes of the store. */
  public static S3Server start(UnaryOperator<BlobStore> front) throws Exception {
    BlobStore blobs = front.apply(new AtomicBlobStore(new TransientNio2BlobStore()));
    blobs.createContainer(BUCKET);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    proxy.start();
    return new S3Server(proxy);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  public S3Credentials credentials() {
    return new S3Credentials(ACCESS_KEY, SECRET_KEY, "");
  }

  S3Settings settings(String bucket, String prefix, S3Credentials credentials) {
    return new S3Settings(
        bucket,
        prefix,
        endpoint(),
        "us-east-1",
        S3Settings.Addressing.PATH,
        credentials,
        16,
        Duration.ofSeconds(20));
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
  }
}
