package io.millrace.verify;

import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a web server. Redirects are followed, a few, and told; what is compressed is not
 * unpacked, since nobody asked for it; an answer that is too long or too slow is cut off.
 */
public final class HttpObjects implements PublishedObjects {
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_BODY_TO_IGNORE = 1 << 16;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI root;
  private final Duration timeout;

  private HttpObjects(URI root, Duration timeout) {
    this.root = root;
    this.timeout = timeout;
  }

  /**
   * The objects below a URL.
   *
   * @param root of all names: {@code https://host/live/}
   * @throws UnreadableException if it is no http or https URL
   */
  public static HttpObjects open(String root) throws UnreadableException {
    return open(root, TIMEOUT);
  }

  /** The same with another time for one object. */
  static HttpObjects open(String root, Duration timeout) throws UnreadableException {
    try {
      return new HttpObjects(checked(URI.create(root)), timeout);
    } catch (IllegalArgumentException e) {
      throw UnreadableException.of(root, "is no http or https URL");
    }
  }

  private static URI checked(URI uri) {
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw new IllegalArgumentException("Invalid URL: " + uri);
    }
    return uri;
  }

  /** An answer with what it took to get it. */
  private record Answer(HttpResponse<byte[]> response, int redirects) {}

  @Override
  public PublishedObject read(String name, int maxBytes) throws UnreadableException {
    Answer answer = get("GET", name, maxBytes);
    int status = answer.response().statusCode();
    if (status == 404 || status == 410) {
      throw UnreadableException.missing(name);
    }
    if (status != 200) {
      throw UnreadableException.of(name, "status " + status);
    }
    String encoding = answer.response().headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equals("identity")) {
      throw UnreadableException.of(
          name, "encoded as %s, which was not asked for".formatted(encoding));
    }
    String type = answer.response().headers().firstValue("Content-Type").orElse("");
    Payload body = Payload.of(answer.response().body());
    return new PublishedObject(body, StoreObjects.mediaType(type), answer.redirects());
  }

  @Override
  public boolean exists(String name) throws UnreadableException {
    return get("HEAD", name, MAX_BODY_TO_IGNORE).response().statusCode() == 200;
  }

  private Answer get(String method, String name, int maxBytes) throws UnreadableException {
    try {
      URI uri = root.resolve(name);
      for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        HttpResponse<byte[]> response = send(method, checked(uri), maxBytes);
        String location = response.headers().firstValue("Location").orElse("");
        if (response.statusCode() / 100 != 3 || location.isEmpty()) {
          return new Answer(response, redirects);
        }
        uri = uri.resolve(location);
      }
      throw UnreadableException.of(name, "more than %d redirects".formatted(MAX_REDIRECTS));
    } catch (IllegalArgumentException e) {
      throw UnreadableException.of(name, "no http or https URL leads there");
    } catch (TimeoutException e) {
      throw UnreadableException.of(name, "no whole answer in %d s".formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      throw UnreadableException.of(name, reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UnreadableException.of(name, "interrupted");
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof java.net.ConnectException) {
      return "cannot connect";
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message;
  }

  private HttpResponse<byte[]> send(String method, URI uri, int maxBytes)
      throws ExecutionException, InterruptedException, TimeoutException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(timeout)
            .build();
    // The request's own time-out ends with the first byte of the body.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new BoundedBody(maxBytes));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  /** A body that is cut off where it is too long. */
  private static final class BoundedBody implements BodySubscriber<byte[]> {
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    BoundedBody(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
      subscription = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (buffer.remaining() > maxBytes - bytes.size()) {
          if (subscription != null) {
            subscription.cancel();
          }
          whole.completeExceptionally(new IOException("more than %d bytes".formatted(maxBytes)));
          return;
        }
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        bytes.writeBytes(piece);
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }

  @Override
  public boolean isListable() {
    return false;
  }

  @Override
  public List<String> list(String prefix) throws UnreadableException {
    throw UnreadableException.of(root.toString(), "a web server lists no names");
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return root.toString();
  }
}
