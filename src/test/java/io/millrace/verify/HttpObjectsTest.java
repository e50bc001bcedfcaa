package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpObjectsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private HttpObjects objects;

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void redirect(String from, String to) {
    server.createContext(
        from,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to);
          answer(exchange, 302, "");
        });
  }

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/live/a.m3u8",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "Audio/MPEGURL; charset=utf-8");
          answer(exchange, 200, "#EXTM3U\n");
        });
    server.start();
    String root = "http://127.0.0.1:" + server.getAddress().getPort() + "/live/";
    objects = HttpObjects.open(root, Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private String reason(String name, int maxBytes) {
    try {
      objects.read(name, maxBytes);
      return "";
    } catch (UnreadableException e) {
      return e.reason();
    }
  }

  @Test
  void readsAnObjectWithItsType() throws Exception {
    PublishedObject object = objects.read("a.m3u8", 100);
    assertThat(object.bytes().toByteArray())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("#EXTM3U\n");
    assertThat(object.contentType()).isEqualTo("audio/mpegurl");
    assertThat(object.redirects()).isZero();
    assertThat(objects.exists("a.m3u8")).isTrue();
    assertThat(objects.exists("b.m3u8")).isFalse();
  }

  @Test
  void countsRedirectsAndGivesUpOnThoseWithoutEnd() throws Exception {
    redirect("/live/moved", "a.m3u8");
    redirect("/live/loop", "/live/loop");
    redirect("/live/away", "file:///etc/passwd");
    assertThat(objects.read("moved", 100).redirects()).isEqualTo(1);
    assertThat(reason("loop", 100)).isEqualTo("more than 5 redirects");
    assertThat(reason("away", 100)).isEqualTo("no http or https URL leads there");
  }

  @Test
  void cutsOffWhatIsTooLong() {
    server.createContext(
        "/live/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(block);
            }
          } catch (IOException e) {
            exchange.close(); // the reader has gone
          }
        });
    assertThat(reason("endless", 1 << 20)).contains("more than 1048576 bytes");
  }

  @Test
  void doesNotWaitForWhatNeverEnds() {
    server.createContext(
        "/live/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
        });
    assertThat(reason("slow", 100)).isEqualTo("no whole answer in 2 s");
  }

  @Test
  void unpacksNothing() {
    server.createContext(
        "/live/packed",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          answer(exchange, 200, "anything");
        });
    assertThat(reason("packed", 100)).isEqualTo("encoded as gzip, which was not asked for");
  }

  @Test
  void tellsMissingFromForbiddenAndFromNoServer() throws Exception {
    server.createContext("/live/mine", exchange -> answer(exchange, 403, ""));
    assertThat(reason("nothing", 100)).isEqualTo("not there");
    assertThat(reason("mine", 100)).isEqualTo("status 403");
    try (HttpObjects nobody = HttpObjects.open("http://127.0.0.1:1/")) {
      assertThatThrownBy(() -> nobody.read("a", 1)).hasMessage("a: cannot connect");
    }
    assertThatThrownBy(() -> HttpObjects.open("ftp://host/"))
        .hasMessage("ftp://host/: is no http or https URL");
  }

  @Test
  void verifiesAStreamThatIsServed() {
    GoodStream stream = new GoodStream();
    for (String name : stream.objects().list("")) {
      server.createContext(
          "/live/" + name,
          exchange -> {
            boolean playlist = name.endsWith(".m3u8");
            String type = playlist ? "application/vnd.apple.mpegurl" : "video/mp4";
            exchange.getResponseHeaders().add("Content-Type", type);
            byte[] bytes = stream.objects().bytes(name);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
    }
    VerifyReport report =
        StreamVerifier.verify(objects, List.of(GoodStream.MAIN), VerifyListener.SILENT);
    assertThat(report.findings()).isEmpty();
    assertThat(report.objects()).isEqualTo(stream.objects().list("").size());
  }
}
