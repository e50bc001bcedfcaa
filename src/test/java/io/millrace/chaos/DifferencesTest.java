package io.millrace.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static final String PLAYLIST = "a/video/index.m3u8";

  private final StoreHistory golden = new StoreHistory();
  private final StoreHistory actual = new StoreHistory();

  DifferencesTest() {
    publish(golden);
  }

  private static void publish(StoreHistory store) {
    media(store, "a/video/init-1.mp4", "init");
    for (int number = 0; number < 5; number++) {
      media(store, segment(number), "segment " + number);
      playlist(store, Math.max(0, number - 2), number + 1);
    }
    store.add(Version.deleted(segment(0)));
  }

  private static String segment(int number) {
    return "a/video/%08d.m4s".formatted(number);
  }

  private static void media(StoreHistory store, String name, String text) {
    store.add(Version.put(name, text.getBytes(StandardCharsets.UTF_8), "video/mp4", Map.of()));
  }

  private static void playlist(StoreHistory store, int first, int end) {
    playlist(store, first, end, 1);
  }

  private static void playlist(StoreHistory store, int first, int end, int epoch) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    text.append("#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-MAP:URI=\"init-1.mp4\"\n");
    for (int number = first; number < end; number++) {
      text.append("#EXTINF:2.00000,\n%08d.m4s\n".formatted(number));
    }
    playlist(store, text.toString(), end, epoch);
  }

  private static void playlist(StoreHistory store, String text, int end, int epoch) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Map<String, String> metadata =
        Map.of("millrace-end", Integer.toString(end), "millrace-epoch", Integer.toString(epoch));
    store.add(Version.put(PLAYLIST, body, "application/vnd.apple.mpegurl", metadata));
  }

  private List<String> differences() {
    return Differences.between(golden, actual);
  }

  @Test
  void areNoneBetweenTheSame() {
    publish(actual);
    assertThat(differences()).isEmpty();
  }

  @Test
  void areNoneWhereAVersionWasLeftOutOrASegmentWrittenTwice() {
    media(actual, "a/video/init-1.mp4", "init");
    for (int number = 0; number < 5; number++) {
      media(actual, segment(number), "segment " + number);
      media(actual, segment(number), "segment " + number);
    }
    playlist(actual, 2, 5);
    actual.add(Version.deleted(segment(0)));
    assertThat(differences()).isEmpty();
  }

  @Test
  void tellOtherBytes() {
    publish(actual);
    media(actual, segment(3), "segment 4");
    assertThat(differences())
        .hasSize(2)
        .anyMatch(line -> line.contains("00000003.m4s") && line.contains("other bytes"));
  }

  @Test
  void tellWhatIsTooMuchAndWhatIsMissing() {
    publish(actual);
    media(actual, segment(9), "segment 9");
    actual.add(Version.deleted(segment(3)));
    assertThat(differences())
        .anyMatch(line -> line.contains("00000009.m4s") && line.contains("should not be there"))
        .anyMatch(line -> line.contains("00000003.m4s") && line.contains("must stay"))
        .contains("a/video/00000003.m4s: is missing at the end");
  }

  @Test
  void tellWhatWasNotDeleted() {
    publish(actual);
    media(actual, segment(0), "segment 0");
    assertThat(differences())
        .containsExactly("a/video/00000000.m4s: still there at the end, and was to be deleted");
  }

  @Test
  void tellAPlaylistThatGoesBack() {
    publish(actual);
    playlist(actual, 1, 4);
    assertThat(differences())
        .anyMatch(line -> line.contains("goes back from"))
        .anyMatch(line -> line.contains("P-10"));
  }

  @Test
  void tellAWriterThatWasReplacedAndWroteAllTheSame() {
    publish(actual);
    playlist(actual, 2, 5, 3);
    playlist(actual, 2, 5, 2);
    assertThat(differences()).hasSize(1).allMatch(line -> line.contains("by claim 2, after 3"));
  }

  @Test
  void tellAPlaylistThatListsWhatIsNotThere() {
    media(actual, segment(0), "segment 0");
    playlist(actual, 0, 1);
    assertThat(differences())
        .anyMatch(line -> line.contains("lists init-1.mp4, which is not there"));
  }

  @Test
  void tellADeletionThatComesTooEarly() {
    media(actual, segment(0), "segment 0");
    actual.add(Version.deleted(segment(0)));
    assertThat(differences())
        .anyMatch(line -> line.contains("deleted when playlists end at 0, not before 5"));
  }

  @Test
  void tellAnotherText() {
    publish(actual);
    playlist(actual, "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:4\n", 5, 1);
    assertThat(differences())
        .anyMatch(line -> line.contains("other text"))
        .anyMatch(line -> line.contains("P-05"));
  }
}
