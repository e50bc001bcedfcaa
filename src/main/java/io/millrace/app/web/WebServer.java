package io.millrace.app.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a directory store over HTTP, read only: objects below {@code /media/}, figures at {@code
 * /api/streams}, and the page that plays them at {@code /}.
 */
public final class WebServer implements AutoCloseable {
  static final String MEDIA = "/media/";

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int THREADS = 16;
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final StoreDirectory store;
  private final StreamsListing listing;
  private final ObjectMapper mapper = new ObjectMapper();

  private WebServer(HttpServer server, Path directory) {
    this.server = server;
    this.store = new StoreDirectory(directory);
    this.listing = new StreamsListing(store);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "millrace-web");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 for any free one
   * @param directory of the store; it need not be there yet
   * @throws IOException if the address is taken
   */
  public static WebServer start(InetSocketAddress address, Path directory) throws IOException {
    // Without it, the last packet of an answer waits 40 ms for the reader's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    WebServer web = new WebServer(HttpServer.create(address, 0), directory);
    web.server.createContext("/", web.handler(web::page));
    web.server.createContext(MEDIA, web.handler(web::media));
    web.server.createContext("/api/streams", web.handler(web::streams));
    web.server.setExecutor(web.threads);
    web.server.start();
    return web;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void media(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(MEDIA.length());
    sendIfThere(exchange, store.representation(name));
  }

  private void page(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Security-Policy", PAGE_POLICY);
    sendIfThere(exchange, PageFiles.representation(exchange.getRequestURI().getPath()));
  }

  private void streams(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/api/streams")) {
      Answers.error(exchange, 404, "nothing here");
      return;
    }
    byte[] json = mapper.writeValueAsBytes(listing.toJson());
    Answers.send(exchange, Representation.of(json, "application/json", "no-cache"));
  }

  private static void sendIfThere(HttpExchange exchange, Optional<Representation> it)
      throws IOException {
    if (it.isPresent()) {
      Answers.send(exchange, it.get());
    } else {
      Answers.error(exchange, 404, "nothing here");
    }
  }

  /** Methods and faults, the same for every path. */
  private HttpHandler handler(HttpHandler read) {
    return exchange -> {
      try (exchange) {
        Answers.common(exchange);
        if (!Answers.refuseWrites(exchange)) {
          read.handle(exchange);
        }
      } catch (IOException e) {
        LOG.debug("{}: {}", exchange.getRequestURI(), e.toString());
        answerFault(exchange);
      } catch (RuntimeException e) {
        LOG.warn("{}: {}", exchange.getRequestURI(), e.toString());
        answerFault(exchange);
      }
    };
  }

  private static void answerFault(HttpExchange exchange) {
    try {
      if (exchange.getResponseCode() < 0) {
        Answers.error(exchange, 500, "cannot read the store");
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", exchange.getRequestURI(), e.toString());
    }
  }
}
