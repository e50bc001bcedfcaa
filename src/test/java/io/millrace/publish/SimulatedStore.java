package io.millrace.publish;

import io.millrace.media.Payload;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.ObjectInfo;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.PutCondition;
import io.millrace.storage.PutResult;
import io.millrace.storage.StoreException;
import io.millrace.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A store at the end of a bad network: each call takes effect and is answered when the schedule
 * says so, or fails before, or takes effect and its answer is lost, or takes effect long after its
 * caller gave up. Each change is held against {@link PublishingRules}.
 */
final class SimulatedStore {
  final TreeMap<String, StoredObject> objects = new TreeMap<>();
  final PublishingRules rules = new PublishingRules(objects);
  private final Schedule schedule;

  SimulatedStore(Schedule schedule) {
    this.schedule = schedule;
  }

  /** The store as the process {@code writer} sees it. */
  ObjectStore connect(Schedule.Process writer) {
    return new Connection(writer);
  }

  /** What becomes of one call. */
  enum Fate {
    ANSWERED,
    /** 500, 503, 409, no connection: nothing happened. */
    FAILED,
    /** 500, reset, time-out: it happened. */
    ANSWER_LOST,
    /** A time-out: it happens later, maybe when its writer is long dead. */
    LATE,
    /** 403: asking again does not help. */
    FORBIDDEN
  }

  private final class Connection implements ObjectStore {
    private final Schedule.Process writer;

    Connection(Schedule.Process writer) {
      this.writer = writer;
    }

    @Override
    public CompletableFuture<PutResult> put(
        String name, ObjectBody body, ObjectHeaders headers, PutCondition condition) {
      Payload bytes = Payload.concat(body.parts());
      return call(() -> write(name, bytes, headers, condition));
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> get(String name) {
      return call(() -> Optional.ofNullable(objects.get(name)));
    }

    @Override
    public CompletableFuture<Optional<ObjectInfo>> head(String name) {
      return call(() -> Optional.ofNullable(objects.get(name)).map(StoredObject::info));
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
      return call(() -> objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList());
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
      return this.<Boolean>call(
              () -> {
                rules.onDelete(name);
                objects.remove(name);
                return true;
              })
          .thenAccept(done -> {});
    }

    @Override
    public void close() {}

    private <T> CompletableFuture<T> call(Supplier<T> effect) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      switch (schedule.fate()) {
        case ANSWERED ->
            schedule.atStore(
                () -> {
                  T result = effect.get();
                  schedule.at(writer, () -> answer.complete(result));
                });
        case FAILED -> fail(answer, StoreException.Retry.LATER);
        case ANSWER_LOST ->
            schedule.atStore(
                () -> {
                  carryOut(effect);
                  fail(answer, StoreException.Retry.LATER);
                });
        case LATE -> {
          fail(answer, StoreException.Retry.LATER);
          schedule.late(() -> carryOut(effect));
        }
        case FORBIDDEN -> fail(answer, StoreException.Retry.NEVER);
      }
      return answer;
    }

    /** Does what nobody hears of. */
    private static void carryOut(Supplier<?> effect) {
      Object unheard = effect.get();
      Objects.requireNonNull(unheard);
    }

    private void fail(CompletableFuture<?> answer, StoreException.Retry retry) {
      schedule.at(
          writer, () -> answer.completeExceptionally(new StoreException("no answer", retry)));
    }
  }

  private PutResult write(
      String name, Payload body, ObjectHeaders headers, PutCondition condition) {
    StoredObject standing = objects.get(name);
    if (condition instanceof PutCondition.IfAbsent && standing != null) {
      return new PutResult.Refused();
    }
    if (condition instanceof PutCondition.IfMatch match
        && (standing == null || !standing.info().etag().equals(match.etag()))) {
      return new PutResult.Refused();
    }
    // As in S3, the ETag is made of the bytes alone: equal bytes, equal ETag.
    String etag = "\"" + body.hashCode() + "-" + body.length() + "\"";
    StoredObject written = new StoredObject(body, new ObjectInfo(body.length(), etag, headers));
    rules.onPut(name, standing, written);
    objects.put(name, written);
    return new PutResult.Stored(etag);
  }

  /** Calls {@code to} with name and text of each playlist that stands. */
  static void forEachPlaylist(
      TreeMap<String, StoredObject> objects, BiConsumer<String, String> to) {
    objects.forEach(
        (name, object) -> {
          if (name.endsWith(".m3u8")) {
            to.accept(name, text(object));
          }
        });
  }

  static String text(StoredObject object) {
    return new String(object.body().toByteArray(), StandardCharsets.UTF_8);
  }
}
