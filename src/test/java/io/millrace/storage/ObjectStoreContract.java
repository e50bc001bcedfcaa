package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link ObjectStore} promises, asked of every store. */
@Timeout(60)
public abstract class ObjectStoreContract {
  private static final ObjectHeaders PLAIN = new ObjectHeaders("text/plain", "", Map.of());
  private static final int RACERS = 20;
  private static final List<String> UNSAFE =
      List.of(
          "../x",
          "a/../b",
          "a/..",
          "..",
          "/etc/passwd",
          "a//b",
          "a/",
          "",
          ".millrace/lock",
          "a/.b",
          "a\\..\\b",
          "a b",
          "a\nb",
          "caf\u00e9");

  private ObjectStore store;
  private ObjectStore other;

  /** A store on the same empty place as every other one of this test. */
  protected abstract ObjectStore open();

  @BeforeEach
  void openTwo() {
    store = open();
    other = open();
  }

  @AfterEach
  void closeBoth() {
    other.close();
    store.close();
  }

  @Test
  void keepsBytesHeadersAndMetadata() {
    ObjectHeaders headers =
        new ObjectHeaders(
            "application/vnd.apple.mpegurl",
            "public, max-age=31536000, immutable",
            Map.of("millrace-end", "17", "millrace-writer", "job-1@host"));

    PutResult.Stored stored =
        (PutResult.Stored) put("cam-1/video/index.m3u8", "#EXTM3U", headers, PutCondition.always());

    StoredObject read = store.get("cam-1/video/index.m3u8").join().orElseThrow();
    assertThat(text(read)).isEqualTo("#EXTM3U");
    assertThat(read.info()).isEqualTo(new ObjectInfo(7, stored.etag(), headers));
    assertThat(store.head("cam-1/video/index.m3u8").join()).contains(read.info());
  }

  @Test
  void keepsThreeMegabytesInManyParts() {
    Random random = new Random(7);
    byte[] bytes = new byte[3 << 20];
    random.nextBytes(bytes);
    List<Payload> parts = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
      parts.add(Payload.of(bytes, at, length));
      at += length;
    }

    store.put("big/one.bin", ObjectBody.of(parts), PLAIN, PutCondition.always()).join();

    assertThat(store.get("big/one.bin").join().orElseThrow().body().toByteArray()).isEqualTo(bytes);
  }

  @Test
  void keepsAnEmptyBody() {
    store.put("empty", ObjectBody.of(new byte[0]), PLAIN, PutCondition.always()).join();

    assertThat(store.get("empty").join().orElseThrow().body().isEmpty()).isTrue();
  }

  @Test
  void answersEmptyForWhatIsNotThere() {
    assertThat(store.get("none/such").join()).isEmpty();
    assertThat(store.head("none/such").join()).isEmpty();
    assertThat(store.list("none/").join()).isEmpty();
    store.delete("none/such").join();
  }

  @Test
  void createsOnlyWhereNothingIs() {
    assertThat(put("a/b", "first", PLAIN, PutCondition.ifAbsent()))
        .isInstanceOf(PutResult.Stored.class);
    assertThat(put("a/b", "second", PLAIN, PutCondition.ifAbsent()))
        .isEqualTo(new PutResult.Refused());
    assertThat(read("a/b")).isEqualTo("first");
  }

  @Test
  void replacesOnlyWhatItWasToldToReplace() {
    String first = stored(put("a/b", "first", PLAIN, PutCondition.always()));
    String second = stored(put("a/b", "second", PLAIN, PutCondition.ifMatch(first)));

    assertThat(second).isNotEqualTo(first);
    assertThat(put("a/b", "third", PLAIN, PutCondition.ifMatch(first)))
        .isEqualTo(new PutResult.Refused());
    assertThat(read("a/b")).isEqualTo("second");
  }

  @Test
  void refusesToReplaceWhatIsGone() {
    String etag = stored(put("a/b", "first", PLAIN, PutCondition.always()));
    store.delete("a/b").join();

    assertThat(put("a/b", "second", PLAIN, PutCondition.ifMatch(etag)))
        .isEqualTo(new PutResult.Refused());
    assertThat(store.get("a/b").join()).isEmpty();
  }

  @Test
  void replacesHeadersWithTheBytes() {
    put(
        "a/b",
        "same",
        new ObjectHeaders("a/x", "no-cache", Map.of("n", "1")),
        PutCondition.always());
    ObjectHeaders now = new ObjectHeaders("a/y", "max-age=1", Map.of("n", "2"));
    put("a/b", "same", now, PutCondition.always());

    assertThat(store.head("a/b").join().orElseThrow().headers()).isEqualTo(now);
    assertThat(other.get("a/b").join().orElseThrow().info().headers()).isEqualTo(now);
  }

  @Test
  void letsOneOfTwentyRacingCreatorsWin() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "race/" + round;
      List<String> winners = new ArrayList<>();
      race(
          racer -> {
            PutResult result = put(racer, name, "by " + racer, PutCondition.ifAbsent());
            if (result instanceof PutResult.Stored) {
              synchronized (winners) {
                winners.add("by " + racer);
              }
            }
          });
      assertThat(winners).hasSize(1);
      assertThat(read(name)).isEqualTo(winners.get(0));
    }
  }

  @Test
  void losesNoUpdateOfTwentyRacingWriters() throws Exception {
    put("count", "0", PLAIN, PutCondition.always());

    race(
        racer -> {
          boolean done = false;
          while (!done) {
            StoredObject now = get(racer, "count");
            String next = Integer.toString(Integer.parseInt(text(now)) + 1);
            PutResult result = put(racer, "count", next, PutCondition.ifMatch(now.info().etag()));
            done = result instanceof PutResult.Stored;
          }
        });

    assertThat(read("count")).isEqualTo(Integer.toString(RACERS));
  }

  @Test
  void neverShowsAPartOfAnObject() throws Exception {
    String a = "a".repeat(300_000);
    String b = "b".repeat(200_000);
    put("flip", a, PLAIN, PutCondition.always());

    race(
        racer -> {
          for (int i = 0; i < 5; i++) {
            if (racer % 4 == 0) {
              put(racer, "flip", i % 2 == 0 ? b : a, PutCondition.always());
            } else {
              assertThat(text(get(racer, "flip"))).isIn(a, b);
            }
          }
        });
  }

  @Test
  void listsWhatStartsWithThePrefixInOrder() {
    for (String name : List.of("s/b/2", "s/b/1", "s/B/1", "s/b-1", "s2/x", "s/a.b", "t")) {
      put(name, name, PLAIN, PutCondition.always());
    }

    assertThat(store.list("s/").join())
        .containsExactly("s/B/1", "s/a.b", "s/b-1", "s/b/1", "s/b/2");
    assertThat(store.list("s/b").join()).containsExactly("s/b-1", "s/b/1", "s/b/2");
    assertThat(store.list("").join()).hasSize(7).isSorted();
  }

  @Test
  void deletesOneObject() {
    put("d/1", "x", PLAIN, PutCondition.always());
    put("d/2", "x", PLAIN, PutCondition.always());

    store.delete("d/1").join();

    assertThat(store.list("d/").join()).containsExactly("d/2");
    assertThat(put("d/1", "y", PLAIN, PutCondition.ifAbsent()))
        .isInstanceOf(PutResult.Stored.class);
  }

  @Test
  void refusesNamesThatAreNotSafe() {
    for (String name : UNSAFE) {
      refusesName(name);
    }
  }

  private void refusesName(String name) {
    List<CompletableFuture<?>> calls =
        List.of(
            store.put(name, ObjectBody.of(new byte[0]), PLAIN, PutCondition.always()),
            store.get(name),
            store.head(name),
            store.delete(name));
    for (CompletableFuture<?> call : calls) {
      assertThatThrownBy(call::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Invalid object name")
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(false);
    }
  }

  @Test
  void refusesAPrefixThatIsNotSafe() {
    assertThatThrownBy(() -> store.list("../").join())
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goesOnFromACallbackHoweverManyCallsThereAre() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int number = i;
      all.add(
          store
              .put("c/" + i, body("1"), PLAIN, PutCondition.ifAbsent())
              .thenCompose(
                  done -> store.put("d/" + number, body("2"), PLAIN, PutCondition.ifAbsent()))
              .thenCompose(done -> store.head("d/" + number)));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

    assertThat(all).allMatch(one -> ((Optional<?>) one.join()).isPresent());
    assertThat(store.list("c/").join()).hasSize(300);
  }

  /** One racer at a time does this. */
  private interface Racer {
    void run(int number) throws Exception;
  }

  private static void race(Racer racer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int number = i;
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    racer.run(number);
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                },
                threads));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Half of the racers come through a second store on the same place. */
  private ObjectStore storeOf(int racer) {
    return racer % 2 == 0 ? store : other;
  }

  private PutResult put(int racer, String name, String text, PutCondition condition) {
    return patiently(() -> storeOf(racer).put(name, body(text), PLAIN, condition));
  }

  private StoredObject get(int racer, String name) {
    return patiently(() -> storeOf(racer).get(name)).orElseThrow();
  }

  /** As a caller does: again, while the store says that this may help. */
  protected static <T> T patiently(Supplier<CompletableFuture<T>> call) {
    while (true) {
      try {
        return call.get().join();
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof StoreException failed) || !failed.isRetryable()) {
          throw e;
        }
      }
    }
  }

  private PutResult put(String name, String text, ObjectHeaders headers, PutCondition condition) {
    return store.put(name, body(text), headers, condition).join();
  }

  private String read(String name) {
    return text(store.get(name).join().orElseThrow());
  }

  private static String stored(PutResult result) {
    return ((PutResult.Stored) result).etag();
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(StoredObject object) {
    return new String(object.body().toByteArray(), StandardCharsets.UTF_8);
  }
}
