package io.millrace.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between two processes, as a TCP proxy on the loopback address: it forwards, cuts,
 * refuses, holds back one way or both, and slows down.
 */
final class Link implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CONNECT_MILLIS = 2000;

  /** One way of a connection; its name says what is held back on it. */
  enum Way {
    TO_SERVER,
    FROM_SERVER
  }

  private final String name;
  private final int target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private Set<Way> held = Set.of();
  private boolean refusing;
  private boolean closed;
  private long delayMillis;

  private Link(String name, int target, ServerSocket server) {
    this.name = name;
    this.target = target;
    this.server = server;
  }

  /** Opens a port of its own in front of {@code target}, where nobody need listen yet. */
  static Link to(String name, int target) throws IOException {
    Link link = new Link(name, target, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
    link.thread("accept", link::accept);
    return link;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Resets all connections that stand; new ones are taken. */
  void cut() {
    for (Socket socket : sockets) {
      reset(socket);
    }
  }

  /** Resets all connections and every new one, until {@link #heal}. */
  void refuse() {
    synchronized (lock) {
      refusing = true;
    }
    cut();
  }

  /** Holds back bytes, which arrive once it is healed: a network that loses packets for a while. */
  void hold(Set<Way> ways) {
    synchronized (lock) {
      held = Set.copyOf(ways);
    }
  }

  /** Lets each piece of bytes wait. */
  void delay(long millis) {
    synchronized (lock) {
      delayMillis = millis;
    }
  }

  /** Ends whatever was wrong. */
  void heal() {
    synchronized (lock) {
      refusing = false;
      held = Set.of();
      delayMillis = 0;
      lock.notifyAll();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (isRefusing()) {
          reset(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // Closed: the loop ends. Anything else happened to one client, who sees it.
      }
    }
  }

  private boolean isRefusing() {
    synchronized (lock) {
      return refusing;
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    try {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
    } catch (IOException e) {
      reset(client);
      return;
    }
    sockets.add(client);
    sockets.add(upstream);
    thread("up", () -> pump(client, upstream, Way.TO_SERVER));
    thread("down", () -> pump(upstream, client, Way.FROM_SERVER));
  }

  private void pump(Socket from, Socket to, Way way) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitPassage(way);
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
      awaitBothEnded(from, to);
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  private void awaitBothEnded(Socket from, Socket to) throws IOException {
    if (from.isOutputShutdown()) {
      from.close();
      to.close();
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void awaitPassage(Way way) throws IOException {
    synchronized (lock) {
      long until = System.nanoTime() + delayMillis * 1_000_000;
      try {
        while (!closed && held.contains(way)) {
          lock.wait();
        }
        for (long left = until - System.nanoTime();
            !closed && left > 0;
            left = until - System.nanoTime()) {
          lock.wait(Math.max(1, left / 1_000_000));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** With a linger time of 0 the other side gets RST, not an orderly end. */
  private void reset(Socket socket) {
    sockets.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already, which is all that is wanted.
    }
  }

  private void thread(String role, Runnable run) {
    Thread thread = new Thread(run, "link-" + name + "-" + role);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    cut();
  }
}
