package io.millrace.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Makes If-Match of S3Proxy what it is in S3: compared and written in one step. */
final class AtomicBlobStore extends ForwardingBlobStore {
  private final Object lock = new Object();

  AtomicBlobStore(BlobStore delegate) {
    super(delegate);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    byte[] bytes = read(body);
    synchronized (lock) {
      if (request.ifMatch() != null && !unquoted(request.ifMatch()).equals(etag(request))) {
        throw S3Exceptions.fromStatusCode(412);
      }
      return super.putBlob(request, new ByteArrayInputStream(bytes));
    }
  }

  private static byte[] read(InputStream body) {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String etag(PutObjectRequest request) {
    try {
      HeadObjectRequest head =
          HeadObjectRequest.builder().bucket(request.bucket()).key(request.key()).build();
      return unquoted(blobMetadata(head).eTag());
    } catch (NoSuchKeyException e) {
      return "";
    }
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }
}
