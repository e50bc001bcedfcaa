package io.millrace.app.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests to status codes: methods, conditions and ranges of RFC 9110. */
final class Answers {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final int NO_BODY = -1;

  private Answers() {}

  /** What every answer says, errors too: a player on another origin must be able to read them. */
  static void common(HttpExchange exchange) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set(
        "Access-Control-Expose-Headers",
        "Accept-Ranges, Content-Length, Content-Range, Date, ETag");
    headers.set("X-Content-Type-Options", "nosniff");
  }

  /** Answers everything but a read; true if that was done. */
  static boolean refuseWrites(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (READS.contains(method)) {
      return false;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Allow", "GET, HEAD, OPTIONS");
    if (!method.equals("OPTIONS")) {
      error(exchange, 405, "only GET and HEAD");
      return true;
    }
    headers.set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    headers.set("Access-Control-Allow-Headers", "Range, If-None-Match");
    headers.set("Access-Control-Max-Age", "86400");
    exchange.sendResponseHeaders(204, NO_BODY);
    return true;
  }

  static void error(HttpExchange exchange, int status, String reason) throws IOException {
    byte[] body = (status + " " + reason + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    head(exchange, status, body.length);
    if (!isHead(exchange)) {
      exchange.getResponseBody().write(body);
    }
  }

  static void send(HttpExchange exchange, Representation it) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("ETag", it.etag());
    headers.set("Cache-Control", it.cacheControl());
    if (matches(exchange.getRequestHeaders().getFirst("If-None-Match"), it.etag())) {
      exchange.sendResponseHeaders(304, NO_BODY);
      return;
    }
    headers.set("Content-Type", it.contentType());
    headers.set("Accept-Ranges", "bytes");
    ByteRange range = range(exchange, it);
    if (range == null) {
      sendBody(exchange, 200, it, 0, it.length());
    } else if (range.isSatisfiable()) {
      headers.set("Content-Range", range.contentRange(it.length()));
      sendBody(exchange, 206, it, range.first(), range.length());
    } else {
      headers.set("Content-Range", range.contentRange(it.length()));
      error(exchange, 416, "the range is not in the %d bytes".formatted(it.length()));
    }
  }

  /** Range is defined for GET only, and only for the version that If-Range names. */
  private static @Nullable ByteRange range(HttpExchange exchange, Representation it) {
    String version = exchange.getRequestHeaders().getFirst("If-Range");
    if (isHead(exchange) || (version != null && !version.equals(it.etag()))) {
      return null;
    }
    return ByteRange.parse(exchange.getRequestHeaders().getFirst("Range"), it.length());
  }

  /** Weak comparison of RFC 9110, 13.1.2. */
  private static boolean matches(@Nullable String field, String etag) {
    if (field == null) {
      return false;
    }
    for (String candidate : field.split(",", -1)) {
      String stripped = candidate.strip();
      if (stripped.equals("*") || stripped.equals(etag) || stripped.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  private static void sendBody(
      HttpExchange exchange, int status, Representation it, long from, long length)
      throws IOException {
    head(exchange, status, length);
    if (!isHead(exchange) && length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        it.content().copy(from, length, out);
      }
    }
  }

  /** The server would take 0 for "chunked, length unknown". */
  private static void head(HttpExchange exchange, int status, long length) throws IOException {
    if (isHead(exchange)) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
    }
    exchange.sendResponseHeaders(status, isHead(exchange) || length == 0 ? NO_BODY : length);
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }
}
