package io.millrace.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.ObjectStoreContract;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends ObjectStoreContract {
  private static final ObjectHeaders PLAIN =
      new ObjectHeaders("text/plain", "no-cache", Map.of("n", "1"));

  @TempDir Path directory;

  @Override
  protected ObjectStore open() {
    return LocalStore.open(directory);
  }

  @Test
  void putsPlainFilesWhereAnybodyCanReadThem() throws Exception {
    try (ObjectStore store = open()) {
      store.put("a/b.txt", ObjectBody.of(new byte[] {1, 2}), PLAIN, always()).join();
    }
    assertThat(Files.readAllBytes(directory.resolve("a/b.txt"))).containsExactly(1, 2);
  }

  @Test
  void leavesNoTemporaryFiles() throws Exception {
    try (ObjectStore store = open()) {
      store.put("a", ObjectBody.of(new byte[0]), PLAIN, always()).join();
      store.put("a", ObjectBody.of(new byte[0]), PLAIN, PutCondition.ifAbsent()).join();
      store.put("a", ObjectBody.of(new byte[0]), PLAIN, PutCondition.ifMatch("\"no\"")).join();
    }
    assertThat(directory.resolve(".millrace/tmp")).isEmptyDirectory();
  }

  @Test
  void clearsAwayWhatADeadProcessLeftAndNotWhatALivingOneWrites() throws Exception {
    Path temps = Files.createDirectories(directory.resolve(".millrace/tmp"));
    Path old = Files.write(temps.resolve("1-1.tmp"), new byte[1]);
    Path fresh = Files.write(temps.resolve("2-1.tmp"), new byte[1]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));

    open().close();

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void readsFilesThatSomethingElseWrote() throws Exception {
    Files.createDirectories(directory.resolve("x"));
    Files.write(directory.resolve("x/y"), new byte[] {1, 2, 3});
    try (ObjectStore store = open()) {
      assertThat(store.head("x/y").join().orElseThrow().bytes()).isEqualTo(3);
      String etag = store.get("x/y").join().orElseThrow().info().etag();
      assertThat(
              store
                  .put("x/y", ObjectBody.of(new byte[0]), PLAIN, PutCondition.ifMatch(etag))
                  .join())
          .isInstanceOf(PutResult.Stored.class);
    }
  }

  @Test
  void keepsHeadersWhenItIsOpenedAgain() {
    try (ObjectStore store = open()) {
      store.put("a", ObjectBody.of(new byte[0]), PLAIN, always()).join();
    }
    try (ObjectStore store = open()) {
      assertThat(store.head("a").join().orElseThrow().headers()).isEqualTo(PLAIN);
    }
  }

  @Test
  void refusesMoreMetadataThanAFileSystemKeeps() {
    ObjectHeaders large = new ObjectHeaders("text/plain", "", Map.of("a", "b".repeat(4096)));
    try (ObjectStore store = open()) {
      assertThatThrownBy(() -> store.put("a", ObjectBody.of(new byte[0]), large, always()).join())
          .cause()
          .hasMessage("Cannot put: 4140 bytes of headers, at most 4096")
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(false);
      assertThat(store.head("a").join()).isEmpty();
    }
  }

  @Test
  void saysWhatStandsInTheWayOfADirectory() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[0]);

    assertThatThrownBy(() -> LocalStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Cannot open " + file);
  }

  @Test
  void refusesCallsAfterItIsClosed() {
    ObjectStore store = open();
    store.close();

    assertThatThrownBy(() -> store.get("a").join())
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("Cannot get a: the store is closed");
  }

  private static PutCondition always() {
    return PutCondition.always();
  }
}
