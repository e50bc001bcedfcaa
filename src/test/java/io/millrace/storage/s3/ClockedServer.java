package io.millrace.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds nothing, and refuses, as S3 does, what was signed a quarter of an hour from its own time.
 */
final class ClockedServer implements AutoCloseable {
  private static final Pattern SIGNED = Pattern.compile("(?im)^x-amz-date: *([0-9]{8}T[0-9]{6}Z)");
  private static final DateTimeFormatter SIGNED_FORM =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration ALLOWED = Duration.ofMinutes(15);

  private final ServerSocket socket;
  private final Duration ahead;
  private final Thread thread = new Thread(this::serve, "clocked-server");

  private ClockedServer(ServerSocket socket, Duration ahead) {
    this.socket = socket;
    this.ahead = ahead;
  }

  /**
   * Starts one.
   *
   * @param ahead of this machine's clock
   */
  static ClockedServer start(Duration ahead) throws IOException {
    ClockedServer server =
        new ClockedServer(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), ahead);
    server.thread.start();
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (true) {
      try (Socket client = socket.accept()) {
        answer(client);
      } catch (SocketException e) {
        return; // closed
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One request without a body on each connection. */
  private void answer(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = client.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    Instant now = Instant.now().plus(ahead);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
    boolean off = isOff(head, now);
    String body =
        off && head.indexOf("GET") == 0 ? "<Error><Code>RequestTimeTooSkewed</Code></Error>" : "";
    client
        .getOutputStream()
        .write(
            "HTTP/1.1 %s\r\nDate: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(off ? "403 Forbidden" : "404 Not Found", date, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isOff(CharSequence head, Instant now) {
    Matcher signed = SIGNED.matcher(head);
    return !signed.find()
        || Duration.between(Instant.from(SIGNED_FORM.parse(signed.group(1))), now)
                .abs()
                .compareTo(ALLOWED)
            > 0;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.close();
    thread.join();
  }
}
