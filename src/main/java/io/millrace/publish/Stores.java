package io.millrace.publish;

import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import io.millrace.storage.s3.S3Credentials;
import io.millrace.storage.s3.S3Settings;
import io.millrace.storage.s3.S3Store;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** From a URI to a store. */
public final class Stores {
  private static final String DEFAULT_REGION = "us-east-1";

  private Stores() {}

  /**
   * Opens the store that {@code settings} name.
   *
   * @throws IllegalArgumentException if the URI names none
   * @throws io.millrace.storage.StoreException if the directory cannot be made
   */
  public static ObjectStore open(StoreSettings settings) {
    String uri = settings.uri();
    if (uri.startsWith("s3:")) {
      return S3Store.open(s3Settings(settings, URI.create(uri)));
    }
    if (uri.startsWith("file:")) {
      return LocalStore.open(Path.of(URI.create(uri)));
    }
    if (uri.isEmpty() || uri.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      throw new IllegalArgumentException(
          "Invalid store '%s': file:/directory, a path, or s3://bucket/prefix".formatted(uri));
    }
    return LocalStore.open(Path.of(uri));
  }

  private static S3Settings s3Settings(StoreSettings settings, URI uri) {
    String bucket = uri.getAuthority();
    if (bucket == null) {
      throw new IllegalArgumentException(
          "Invalid store '%s': no bucket in s3://bucket/prefix".formatted(uri));
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    boolean aws = settings.endpoint().isEmpty();
    return new S3Settings(
        bucket,
        path.replaceAll("^/+|/+$", ""),
        aws ? null : URI.create(settings.endpoint()),
        settings.region().isEmpty() ? DEFAULT_REGION : settings.region(),
        aws ? S3Settings.Addressing.VIRTUAL_HOST : S3Settings.Addressing.PATH,
        credentials(settings),
        S3Settings.DEFAULT_CONNECTIONS,
        S3Settings.DEFAULT_TIMEOUT);
  }

  private static @Nullable S3Credentials credentials(StoreSettings settings) {
    return settings.accessKey().isEmpty()
        ? null
        : new S3Credentials(settings.accessKey(), settings.secretKey(), settings.sessionToken());
  }
}
