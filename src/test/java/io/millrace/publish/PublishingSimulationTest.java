package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some hundred schedules; {@code make simulate} runs as many as wanted. */
class PublishingSimulationTest {
  private static final int SCHEDULES = 500;

  @Test
  void z02Z04Z05NothingChangesGoesBackOrIsMissingInAnySchedule() {
    PublishingSimulation.Outcome all = new PublishingSimulation.Outcome();
    for (long seed = 0; seed < SCHEDULES; seed++) {
      all.add(PublishingSimulation.run(seed, UnaryOperator.identity()));
    }
    System.out.println(all);
    assertThat(all.kills).isGreaterThan(SCHEDULES / 2);
    assertThat(all.fenced).isGreaterThan(10);
    assertThat(all.obsolete).isGreaterThan(SCHEDULES);
  }

  /** Ways to write that are wrong; each must be found. */
  enum Wrong implements UnaryOperator<ObjectStore> {
    /** Writes whatever stands there. */
    BLINDLY,
    /** Believes to be ahead of all that stands. */
    NEVER_CATCHES_UP,
    /** Says that segments stand before they do. */
    LISTS_TOO_EARLY,
    /** Deletes what left the window, and the next as well. */
    DELETES_TOO_EARLY;

    @Override
    public ObjectStore apply(ObjectStore store) {
      return new WrongStore(this, store);
    }
  }

  @ParameterizedTest
  @EnumSource(Wrong.class)
  void findsAWriterThatIsWrong(Wrong wrong) {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      try {
        PublishingSimulation.run(seed, wrong);
      } catch (PublishingRules.Broken e) {
        System.out.println(wrong + ": " + e.getMessage());
        return;
      }
    }
    throw new AssertionError(wrong + " was not found in " + SCHEDULES + " schedules");
  }

  private record WrongStore(Wrong wrong, ObjectStore store) implements ObjectStore {
    @Override
    public CompletableFuture<PutResult> put(
        String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
      if (wrong == Wrong.BLINDLY) {
        return store.put(name, body, headers, PutCondition.always());
      }
      CompletableFuture<PutResult> result = store.put(name, body, headers, condition);
      return wrong == Wrong.LISTS_TOO_EARLY && name.endsWith(".m4s")
          ? CompletableFuture.completedFuture(new PutResult.Stored(""))
          : result;
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> get(String name) {
      return store.get(name);
    }

    @Override
    public CompletableFuture<Optional<ObjectInfo>> head(String name) {
      return store.head(name).thenApply(info -> info.map(this::seen));
    }

    private ObjectInfo seen(ObjectInfo info) {
      if (wrong != Wrong.NEVER_CATCHES_UP) {
        return info;
      }
      ObjectHeaders headers = info.headers();
      Map<String, String> metadata = new HashMap<>(headers.metadata());
      metadata.replace(PublishedHeaders.END, "0");
      metadata.replace(PublishedHeaders.MEDIA_SEQUENCE, "0");
      return new ObjectInfo(
          info.bytes(),
          info.etag(),
          new ObjectHeaders(headers.contentType(), headers.cacheControl(), metadata));
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
      if (wrong != Wrong.DELETES_TOO_EARLY) {
        return store.delete(name);
      }
      String directory = name.substring(0, name.lastIndexOf('/') + 1);
      long number = Long.parseLong(name.substring(directory.length()).replace(".m4s", ""));
      CompletableFuture<Void> next = store.delete(directory + "%08d.m4s".formatted(number + 8));
      return store.delete(name).thenCompose(done -> next);
    }

    @Override
    public void close() {}
  }
}
