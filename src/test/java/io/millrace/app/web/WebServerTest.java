package io.millrace.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
  private static final String MAIN =
      """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="<b>sound</b>",URI="audio/index.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="audio"
      video/index.m3u8
      """;

  private static final String VIDEO =
      """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:41
      #EXT-X-MAP:URI="init-aa.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-11-21T10:00:00.000Z
      #EXTINF:2.000000,
      00000041.m4s
      #EXT-X-DISCONTINUITY
      #EXTINF:1.500000,
      00000042.m4s
      """;

  @TempDir Path outside;
  private Path store;
  private WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    store = Files.createDirectories(outside.resolve("store"));
    write("cam/main.m3u8", MAIN);
    write("cam/video/index.m3u8", VIDEO);
    write("cam/video/00000041.m4s", "0123456789");
    write("cam/video/00000042.m4s", "0123456789abcdef");
    write("cam/video/init-aa.mp4", "init");
    write(".millrace/meta/secret", "hidden");
    Files.writeString(outside.resolve("secret.txt"), "outside");
    server = WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = store.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private HttpResponse<String> request(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "/media/cam/main.m3u8, application/vnd.apple.mpegurl, no-cache",
    "/media/cam/video/index.m3u8, application/vnd.apple.mpegurl, no-cache",
    "/media/cam/video/00000041.m4s, video/iso.segment, 'public, max-age=31536000, immutable'",
    "/media/cam/video/init-aa.mp4, video/mp4, 'public, max-age=31536000, immutable'",
    "/, text/html; charset=utf-8, no-cache",
    "/page.js, text/javascript; charset=utf-8, no-cache",
    "/hls.js, text/javascript; charset=utf-8, no-cache",
    "/api/streams, application/json, no-cache",
  })
  void saysTypeAndCacheRulesAndLetsEveryOriginRead(String path, String type, String cache)
      throws Exception {
    HttpResponse<String> response = request("GET", path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo(type);
    assertThat(header(response, "Cache-Control")).isEqualTo(cache);
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(response, "Access-Control-Expose-Headers")).contains("Content-Range", "Date");
    assertThat(header(response, "ETag")).startsWith("\"").endsWith("\"");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=4-, 206, 456789, bytes 4-9/10",
    "bytes=-3, 206, 789, bytes 7-9/10",
    "bytes=8-99, 206, 89, bytes 8-9/10",
    "bytes=-99, 206, 0123456789, bytes 0-9/10",
    "bytes=0-0, 206, 0, bytes 0-0/10",
    "'bytes=0-1,4-5', 200, 0123456789, ''",
    "bytes=5-2, 200, 0123456789, ''",
    "lines=1-2, 200, 0123456789, ''",
    "bytes=-, 200, 0123456789, ''",
  })
  void sendsTheRangeThatWasAskedFor(String range, int status, String body, String contentRange)
      throws Exception {
    HttpResponse<String> response = request("GET", "/media/cam/video/00000041.m4s", "Range", range);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void refusesARangeBehindTheEnd(String range) throws Exception {
    HttpResponse<String> response = request("GET", "/media/cam/video/00000041.m4s", "Range", range);
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void ignoresTheRangeOfAnotherVersion() throws Exception {
    HttpResponse<String> response =
        request(
            "GET", "/media/cam/video/00000041.m4s", "Range", "bytes=0-3", "If-Range", "\"old\"");
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() throws Exception {
    HttpResponse<String> response = request("HEAD", "/media/cam/video/00000042.m4s");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo("16");
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/media/cam/main.m3u8", "/media/cam/video/00000041.m4s", "/api/streams"})
  void sendsNothingTwice(String path) throws Exception {
    String etag = header(request("GET", path), "ETag");
    HttpResponse<String> again = request("GET", path, "If-None-Match", "\"x\", " + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void sendsAPlaylistAgainWhenItChanged() throws Exception {
    String etag = header(request("GET", "/media/cam/video/index.m3u8"), "ETag");
    write("cam/video/index.m3u8", VIDEO.replace("41", "42"));
    HttpResponse<String> again =
        request("GET", "/media/cam/video/index.m3u8", "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/media/../secret.txt",
        "/media/cam/../../secret.txt",
        "/media/%2e%2e/secret.txt",
        "/media/..%2fsecret.txt",
        "/media/cam/%2e%2e/%2e%2e/secret.txt",
        "/media/.millrace/meta/secret",
        "/media//etc/passwd",
        "/media/cam/video",
        "/media/cam%00",
        "/media/cam\\..\\..\\secret.txt",
        "/media/",
        "/media",
        "/missing",
        "/page.css/../page.html",
        "/api/streams/x"
      })
  void findsNothingOutsideTheStore(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1");
    assertThat(answer).containsPattern("^HTTP/1.1 (400|404) ");
    assertThat(answer).doesNotContain("outside").doesNotContain("hidden");
  }

  @Test
  void doesNotFollowALinkOutOfTheStore() throws Exception {
    Files.createSymbolicLink(store.resolve("cam/link.mp4"), outside.resolve("secret.txt"));
    assertThat(request("GET", "/media/cam/link.mp4").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void refusesToWrite(String method) throws Exception {
    HttpResponse<String> response = request(method, "/media/cam/main.m3u8");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void answersTheQuestionOfAnotherOrigin() throws Exception {
    HttpResponse<String> response = request("OPTIONS", "/media/cam/main.m3u8");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(header(response, "Access-Control-Allow-Headers")).contains("Range");
  }

  @Test
  void listsTheStreamsWithTheirFigures() throws Exception {
    write("not-a-stream/readme.txt", "nothing");
    JsonNode json = new ObjectMapper().readTree(request("GET", "/api/streams").body());
    assertThat(json.at("/streams")).hasSize(1);
    JsonNode stream = json.at("/streams/0");
    assertThat(stream.get("name").asText()).isEqualTo("cam");
    assertThat(stream.get("playlist").asText()).isEqualTo("/media/cam/main.m3u8");
    assertThat(stream.get("live").asBoolean()).isTrue();
    JsonNode video = stream.at("/renditions/0");
    assertThat(video.get("name").asText()).isEqualTo("video");
    assertThat(video.get("codecs").asText()).isEqualTo("avc1.64001f,mp4a.40.2");
    assertThat(video.get("durationMicros").asLong()).isEqualTo(3_500_000);
    assertThat(video.get("liveEdge").asLong()).isEqualTo(1_795_255_203_500L);
    assertThat(video.get("bitrate").asLong()).isEqualTo(26 * 8 * 1_000_000L / 3_500_000);
    assertThat(video.at("/recent/1/number").asLong()).isEqualTo(42);
    assertThat(video.at("/recent/1/discontinuity").asBoolean()).isTrue();
  }

  @Test
  void listsNothingWhereNothingIsYet() throws Exception {
    try (WebServer empty =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), outside.resolve("none"))) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + empty.port() + "/api/streams"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("{\"streams\":[]}");
    }
  }

  /** As it stands: an HTTP client would tidy up the path first. */
  private String raw(String requestLine) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      String request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
