package io.millrace.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.ObjectStoreContract;
import io.millrace.storage.PutCondition;
import io.millrace.storage.StoreException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3StoreTest extends ObjectStoreContract {
  private static final ObjectHeaders PLAIN = new ObjectHeaders("text/plain", "", Map.of());

  private static S3Server server;
  private static int tests;

  private String prefix = "";

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void takeAPrefix() {
    prefix = "test/" + tests++;
  }

  @Override
  protected ObjectStore open() {
    if (prefix.isEmpty()) {
      takeAPrefix();
    }
    return S3Store.open(server.settings(S3Server.BUCKET, prefix, server.credentials()));
  }

  @Test
  void saysThatTheKeyIsWrongWithoutTellingIt() {
    S3Credentials wrong = new S3Credentials("some-key", "some-secret", "");
    try (ObjectStore store = S3Store.open(server.settings(S3Server.BUCKET, "", wrong))) {
      assertThatThrownBy(() -> store.get("a").join())
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Cannot get a in bucket media: HTTP 403")
          .hasMessageContaining("check access key")
          .hasMessageNotContainingAny("some-secret", "some-key")
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(false);
    }
    assertThat(wrong.toString() + server.settings("b", "", wrong))
        .doesNotContain("some-secret", "some-key");
  }

  @Test
  void saysThatTheBucketIsNotThere() {
    try (ObjectStore store = S3Store.open(server.settings("no-bucket", "", server.credentials()))) {
      assertThatThrownBy(() -> store.get("a").join())
          .hasMessageContaining("Cannot get a in bucket no-bucket: HTTP 404 NoSuchBucket");
      assertThatThrownBy(
              () ->
                  store
                      .put("a", ObjectBody.of(new byte[0]), PLAIN, PutCondition.ifMatch("\"x\""))
                      .join())
          .hasMessageContaining("NoSuchBucket");
    }
  }

  private static S3Settings at(int port) {
    return new S3Settings(
        S3Server.BUCKET,
        "",
        URI.create("http://127.0.0.1:" + port),
        "us-east-1",
        S3Settings.Addressing.PATH,
        server.credentials(),
        4,
        Duration.ofSeconds(5));
  }

  @Test
  void callsItRetryableWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (ObjectStore store = S3Store.open(at(port))) {
      assertThatThrownBy(() -> store.get("a").join())
          .cause()
          .isInstanceOf(StoreException.class)
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(true);
    }
  }

  @Test
  void signsByTheStoresClockWhenItsOwnIsWrong() throws Exception {
    try (ClockedServer clocked = ClockedServer.start(Duration.ofHours(1));
        ObjectStore store = S3Store.open(at(clocked.port()))) {
      assertThatThrownBy(() -> store.get("a").join())
          .cause()
          .hasMessageContaining("the clock of this machine is wrong")
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(true);

      assertThat(patiently(() -> store.head("a"))).isEmpty();
    }
    // The SDK has one clock for all clients of a process: now that is wrong, and set right again.
    try (ClockedServer right = ClockedServer.start(Duration.ZERO);
        ObjectStore store = S3Store.open(at(right.port()))) {
      assertThat(patiently(() -> store.head("a"))).isEmpty();
    }
  }

  @Test
  void listsMoreThanOnePage() {
    try (ObjectStore store = open()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 1100; i++) {
        all.add(
            store.put(
                "p/%05d".formatted(i), ObjectBody.of(new byte[0]), PLAIN, PutCondition.always()));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

      assertThat(store.list("p/").join()).hasSize(1100).isSorted();
    }
  }
}
