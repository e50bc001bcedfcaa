package io.millrace.storage.s3;

import io.millrace.media.Payload;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoreException.Retry;
import io.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket. Conditions are the server's own: {@code If-None-Match: *} and {@code
 * If-Match}. One call is one request: whoever calls decides whether to try again, because only it
 * can tell a lost answer to its own write from another writer.
 */
public final class S3Store implements ObjectStore {
  private static final int IO_THREADS = 4;

  private final S3Settings settings;
  private final ExecutorService completion = CompletionThreads.open();
  private final SdkEventLoopGroup loops =
      SdkEventLoopGroup.builder().numberOfThreads(IO_THREADS).build();
  private final S3AsyncClient client;
  private final Semaphore room;

  private S3Store(S3Settings settings) {
    this.settings = settings;
    this.client = S3Clients.open(settings, loops, completion);
    this.room = new Semaphore(2 * settings.connections());
  }

  /** A store that connects when it is first used. */
  public static S3Store open(S3Settings settings) {
    return new S3Store(settings);
  }

  private <T, R> CompletableFuture<R> call(
      String verb,
      String name,
      Supplier<CompletableFuture<T>> request,
      Function<T, R> answer,
      Function<Throwable, @Nullable R> refusal) {
    int permits = CompletionThreads.isCurrent() ? 0 : 1;
    try {
      room.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(
          new StoreException("Cannot %s %s: interrupted".formatted(verb, name), e, Retry.LATER));
    }
    return started(request)
        .whenComplete((result, failure) -> room.release(permits))
        .handle(
            (result, failure) -> {
              if (failure == null) {
                return answer.apply(result);
              }
              R refused = refusal.apply(failure);
              if (refused == null) {
                throw S3Failures.of(verb, name, settings, failure);
              }
              return refused;
            });
  }

  private static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> request) {
    try {
      return request.get();
    } catch (RuntimeException e) { // a closed client, a missing setting: the SDK may throw at once
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <T> CompletableFuture<T> invalid(String verb, IllegalArgumentException e) {
    return CompletableFuture.failedFuture(
        new StoreException("Cannot " + verb + ": " + e.getMessage(), e, Retry.NEVER));
  }

  private String key(String name) {
    return settings.prefix().isEmpty() ? name : settings.prefix() + "/" + name;
  }

  @Override
  public CompletableFuture<PutResult> put(
      String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
    try {
      ObjectName.check(name);
    } catch (IllegalArgumentException e) {
      return invalid("put", e);
    }
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(key(name))
            .contentType(headers.contentType())
            .metadata(headers.metadata());
    if (!headers.cacheControl().isEmpty()) {
      request.cacheControl(headers.cacheControl());
    }
    if (condition instanceof PutCondition.IfMatch match) {
      request.ifMatch(match.etag());
    } else if (condition instanceof PutCondition.IfAbsent) {
      request.ifNoneMatch("*");
    }
    ByteBuffer[] parts = body.parts().stream().map(Payload::buffer).toArray(ByteBuffer[]::new);
    return call(
        "put",
        name,
        () -> client.putObject(request.build(), AsyncRequestBody.fromByteBuffersUnsafe(parts)),
        response -> new PutResult.Stored(response.eTag()),
        failure -> isRefusal(failure, condition) ? new PutResult.Refused() : null);
  }

  private static boolean isRefusal(Throwable failure, PutCondition condition) {
    int status = S3Failures.status(failure);
    return status == S3Failures.PRECONDITION_FAILED
        // AWS answers If-Match on a missing key with 404.
        || (condition instanceof PutCondition.IfMatch && isMissing(failure));
  }

  private static boolean isMissing(Throwable failure) {
    return S3Failures.status(failure) == S3Failures.NOT_FOUND
        && !S3Failures.isMissingBucket(failure);
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> get(String name) {
    try {
      ObjectName.check(name);
    } catch (IllegalArgumentException e) {
      return invalid("get", e);
    }
    return call(
        "get",
        name,
        () ->
            client.getObject(
                request -> request.bucket(settings.bucket()).key(key(name)),
                AsyncResponseTransformer.<GetObjectResponse>toBytes()),
        response -> Optional.of(stored(response)),
        failure -> isMissing(failure) ? Optional.<StoredObject>empty() : null);
  }

  private static StoredObject stored(ResponseBytes<GetObjectResponse> response) {
    GetObjectResponse head = response.response();
    Payload body = Payload.of(response.asByteArrayUnsafe());
    ObjectHeaders headers = headers(head.contentType(), head.cacheControl(), head.metadata());
    return new StoredObject(body, new ObjectInfo(body.length(), head.eTag(), headers));
  }

  private static ObjectHeaders headers(
      @Nullable String contentType, @Nullable String cacheControl, Map<String, String> metadata) {
    return new ObjectHeaders(
        contentType == null ? "application/octet-stream" : contentType,
        cacheControl == null ? "" : cacheControl,
        metadata);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String name) {
    try {
      ObjectName.check(name);
    } catch (IllegalArgumentException e) {
      return invalid("head", e);
    }
    return this.<HeadObjectResponse, Optional<ObjectInfo>>call(
            "head",
            name,
            () -> client.headObject(request -> request.bucket(settings.bucket()).key(key(name))),
            head ->
                Optional.of(
                    new ObjectInfo(
                        head.contentLength(),
                        head.eTag(),
                        headers(head.contentType(), head.cacheControl(), head.metadata()))),
            failure -> isMissing(failure) ? Optional.empty() : null)
        .exceptionallyCompose(
            failure ->
                S3Failures.saysNoReason(failure)
                    ? get(name).thenApply(object -> object.map(StoredObject::info))
                    : CompletableFuture.failedFuture(S3Failures.unwrapped(failure)));
  }

  @Override
  public CompletableFuture<List<String>> list(String prefix) {
    try {
      ObjectName.checkPrefix(prefix);
    } catch (IllegalArgumentException e) {
      return invalid("list", e);
    }
    return listFrom(prefix, null, new ArrayList<>());
  }

  private CompletableFuture<List<String>> listFrom(
      String prefix, @Nullable String continuation, List<String> names) {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(settings.bucket())
            .prefix(key(prefix))
            .continuationToken(continuation)
            .build();
    return this.<ListObjectsV2Response, ListObjectsV2Response>call(
            "list", prefix, () -> client.listObjectsV2(request), Function.identity(), e -> null)
        .thenCompose(
            page -> {
              int cut = key("").length();
              for (S3Object object : page.contents()) {
                names.add(object.key().substring(cut));
              }
              return Boolean.TRUE.equals(page.isTruncated())
                  ? listFrom(prefix, page.nextContinuationToken(), names)
                  : CompletableFuture.completedFuture(names);
            });
  }

  @Override
  public CompletableFuture<Void> delete(String name) {
    try {
      ObjectName.check(name);
    } catch (IllegalArgumentException e) {
      return invalid("delete", e);
    }
    return this.<Object, Boolean>call(
            "delete",
            name,
            () ->
                client
                    .deleteObject(request -> request.bucket(settings.bucket()).key(key(name)))
                    .thenApply(response -> response),
            response -> true,
            failure -> isMissing(failure) ? true : null)
        .thenAccept(done -> {});
  }

  /** Waits for the calls in progress, at most for the time that one may take. */
  @Override
  public void close() {
    try {
      if (room.tryAcquire(
          2 * settings.connections(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        room.release(2 * settings.connections());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
    // Ours, so that closing need not sit through the SDK's two quiet seconds.
    loops.eventLoopGroup().shutdownGracefully(0, 5, TimeUnit.SECONDS);
    completion.shutdown();
  }

  @Override
  public String toString() {
    return "s3://" + settings.bucket() + "/" + settings.prefix();
  }
}
