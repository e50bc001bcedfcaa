package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.PutCondition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlaylistReplacementTest {
  private static final String NAME = "cam/main.m3u8";
  private static final RetrySettings RETRIES = new RetrySettings(3, 0, 0);

  private final MemoryStore store = new MemoryStore();
  private final PlaylistReplacement replacement =
      new PlaylistReplacement(store, "backfill", RETRIES, PublishListener.SILENT);

  private void put(String text, Map<String, String> metadata) {
    store
        .put(
            NAME,
            ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)),
            new ObjectHeaders("application/vnd.apple.mpegurl", "no-cache", metadata),
            PutCondition.always())
        .join();
  }

  private static Map<String, String> metadata(String end) {
    return Map.of(PublishedHeaders.END, end, PublishedHeaders.WRITER, "job", "other", "kept");
  }

  private boolean replace(UnaryOperator<String> change) {
    return replacement.replace(NAME, change).join();
  }

  @Test
  void saysMoreAndKeepsWhatElseIsKnownOfThePlaylist() {
    put("a", metadata("42"));
    assertThat(replace(text -> text + "b")).isTrue();
    assertThat(store.text(NAME)).isEqualTo("ab");
    ObjectHeaders headers = store.object(NAME).info().headers();
    assertThat(headers.metadata())
        .containsOnly(
            Map.entry(PublishedHeaders.END, "42"),
            Map.entry(PublishedHeaders.WRITER, "backfill"),
            Map.entry("other", "kept"));
    assertThat(headers.contentType()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(headers.cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void writesNothingWhereAllIsSaid() {
    put("a", metadata("42"));
    store.log.clear();
    assertThat(replace(text -> text)).isFalse();
    assertThat(store.log).isEmpty();
  }

  @Test
  void readsAgainWhatAnotherWriterPutMeanwhile() {
    put("a", metadata("42"));
    boolean[] first = {true};
    assertThat(
            replace(
                text -> {
                  if (first[0]) {
                    first[0] = false;
                    put("c", metadata("42"));
                  }
                  return text + "b";
                }))
        .isTrue();
    assertThat(store.text(NAME)).isEqualTo("cb");
  }

  @Test
  void knowsItsOwnWriteWhenTheAnswerGotLost() {
    put("a", metadata("42"));
    store.failures.add(MemoryStore.Failure.LOST_ANSWER);
    assertThat(replace(text -> text.endsWith("b") ? text : text + "b")).isFalse();
    assertThat(store.text(NAME)).isEqualTo("ab");
  }

  @Test
  void givesUpWhereOthersWriteAllTheTime() {
    put("a", metadata("42"));
    int[] count = {0};
    assertConflict(
        text -> {
          put("c" + count[0]++, metadata("42"));
          return text + "b";
        },
        "it changed under our hands 8 times");
  }

  @Test
  void keepsAwayFromWhatIsNotMillraces() {
    assertConflict(text -> text + "b", "no playlist of Millrace stands there");
    put("a", Map.of());
    assertConflict(text -> text + "b", "no playlist of Millrace stands there");
    assertThat(store.text(NAME)).isEqualTo("a");
  }

  private void assertConflict(UnaryOperator<String> change, String why) {
    assertThatThrownBy(() -> replace(change))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(why);
  }
}
