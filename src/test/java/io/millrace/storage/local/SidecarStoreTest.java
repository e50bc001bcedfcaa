package io.millrace.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.ObjectStoreContract;
import io.millrace.storage.PutCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a file system without user-defined attributes. */
class SidecarStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore open() {
    try {
      // A directory that began without attributes stays without.
      Files.createDirectories(directory.resolve(".millrace/meta"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return LocalStore.open(directory);
  }

  @Test
  void findsTheHeadersOfTheOldBytesWhenACrashKeptTheNewOnesAway() throws Exception {
    ObjectHeaders old = new ObjectHeaders("text/plain", "", Map.of("n", "1"));
    try (ObjectStore store = open()) {
      store.put("a", ObjectBody.of(new byte[] {1}), old, PutCondition.always()).join();
      byte[] bytes = Files.readAllBytes(directory.resolve("a"));
      store.put("a", ObjectBody.of(new byte[] {2}), other(), PutCondition.always()).join();
      Files.write(directory.resolve("a"), bytes); // as if the second move had not happened

      assertThat(store.head("a").join().orElseThrow().headers()).isEqualTo(old);
    }
  }

  private static ObjectHeaders other() {
    return new ObjectHeaders("text/html", "", Map.of("n", "2"));
  }
}
