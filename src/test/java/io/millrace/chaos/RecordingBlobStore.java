package io.millrace.chaos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A store that writes down each change as it takes effect, and answers as it is told to. */
final class RecordingBlobStore extends ForwardingBlobStore {
  private final StoreHistory history;
  private final StoreTrouble trouble;
  private final Object lock = new Object();

  RecordingBlobStore(BlobStore delegate, StoreHistory history, StoreTrouble trouble) {
    super(delegate);
    this.history = history;
    this.trouble = trouble;
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    byte[] bytes = read(body);
    trouble.before(true);
    PutObjectResponse response;
    synchronized (lock) {
      response = super.putBlob(request, new ByteArrayInputStream(bytes));
      history.add(Version.put(request.key(), bytes, request.contentType(), request.metadata()));
    }
    trouble.after();
    return response;
  }

  private static byte[] read(InputStream body) {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    trouble.before(false);
    DeleteObjectResponse response;
    synchronized (lock) {
      response = super.removeBlob(request);
      history.add(Version.deleted(request.key()));
    }
    trouble.after();
    return response;
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    trouble.before(false);
    return super.blobMetadata(request);
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    trouble.before(false);
    return super.getBlob(request);
  }
}
