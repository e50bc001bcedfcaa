package io.millrace.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private ServerSocket server;
  private Link link;
  private Socket client;
  private Socket served;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    link = Link.to("test", server.getLocalPort());
    client = open();
    served = server.accept();
    served.setSoTimeout(PATIENCE_MILLIS);
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
    link.close();
    server.close();
  }

  @Test
  void forwardsBothWays() throws IOException {
    client.getOutputStream().write(1);
    assertThat(served.getInputStream().read()).isEqualTo(1);
    served.getOutputStream().write(2);
    assertThat(client.getInputStream().read()).isEqualTo(2);
    client.shutdownOutput();
    assertThat(served.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void holdsBackOneWayUntilHealed() throws IOException {
    link.hold(Set.of(Link.Way.TO_SERVER));
    client.getOutputStream().write(1);
    served.getOutputStream().write(2);
    assertThat(client.getInputStream().read()).isEqualTo(2);
    served.setSoTimeout(50);
    assertThatThrownBy(() -> served.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    served.setSoTimeout(PATIENCE_MILLIS);
    link.heal();
    assertThat(served.getInputStream().read()).isEqualTo(1);
  }

  @Test
  void cutsWhatStandsAndTakesNewConnections() throws IOException {
    client.getOutputStream().write(1);
    assertThat(served.getInputStream().read()).isEqualTo(1);
    link.cut();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    try (Socket again = open();
        Socket next = server.accept()) {
      again.getOutputStream().write(3);
      assertThat(next.getInputStream().read()).isEqualTo(3);
    }
  }

  @Test
  void refusesUntilHealed() throws IOException {
    link.refuse();
    try (Socket refused = open()) {
      assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(IOException.class);
    }
    link.heal();
    try (Socket again = open();
        Socket next = server.accept()) {
      again.getOutputStream().write(3);
      assertThat(next.getInputStream().read()).isEqualTo(3);
    }
  }
}
