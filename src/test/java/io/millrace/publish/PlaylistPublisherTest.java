package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.publish.PublishResult.AlreadyThere;
import io.millrace.publish.PublishResult.Obsolete;
import io.millrace.publish.PublishResult.Published;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.PutCondition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaylistPublisherTest {
  private static final String NAME = "cam-1/video/index.m3u8";
  private static final String CLAIM = "_writers/cam-1.txt";
  private static final RetrySettings AT_ONCE = new RetrySettings(4, 0, 0);

  private final MemoryStore store = new MemoryStore();
  private final PlaylistPublisher first = publisher("first");
  private final PlaylistPublisher second = publisher("second");

  private PlaylistPublisher publisher(String writer) {
    return new PlaylistPublisher(store, writer, AT_ONCE, PublishListener.SILENT);
  }

  private static PlaylistUpdate update(long end, String... expired) {
    return new PlaylistUpdate(
        "cam-1", NAME, "#EXTM3U up to " + end, 0, end, false, List.of(expired), 0);
  }

  private static PublishResult publish(PlaylistPublisher publisher, long end) {
    return publisher.publish(update(end)).join();
  }

  @Test
  void replacesItsOwnVersions() {
    assertThat(publish(first, 1)).isEqualTo(new Published());
    assertThat(publish(first, 2)).isEqualTo(new Published());
    assertThat(store.text(NAME)).isEqualTo("#EXTM3U up to 2");
    assertThat(store.object(NAME).info().headers())
        .isEqualTo(
            new ObjectHeaders(
                "application/vnd.apple.mpegurl",
                "no-cache",
                Map.of(
                    "millrace-end",
                    "2",
                    "millrace-media-sequence",
                    "0",
                    "millrace-epoch",
                    "1",
                    "millrace-writer",
                    "first")));
  }

  @Test
  void staysSilentAfterARestartUntilItHasCaughtUp() {
    publish(first, 7);

    assertThat(publish(second, 5)).isEqualTo(new Obsolete("first", 7));
    assertThat(publish(second, 6)).isEqualTo(new Obsolete("first", 7));
    assertThat(publish(second, 7)).isEqualTo(new AlreadyThere());
    assertThat(publish(second, 8)).isEqualTo(new Published());
    assertThat(store.log)
        .containsExactly("put " + CLAIM, "put " + NAME, "put " + CLAIM, "put " + NAME);
  }

  @Test
  void aWriterThatWasReplacedChangesNothingAndSaysWhoHoldsTheStream() {
    publish(first, 1);
    publish(second, 1);
    assertThat(publish(second, 2)).isEqualTo(new Published());

    for (long end = 2; end < 5; end++) {
      PlaylistUpdate update = update(end, "cam-1/video/00000000.m4s");
      assertThatThrownBy(() -> first.publish(update).join())
          .cause()
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot publish cam-1/video/index.m3u8: second holds the stream, by claim 2, with a"
                  + " version that ends at 2; ours, by claim 1, ends at 2 and is not published");
    }
    assertThat(publish(second, 3)).isEqualTo(new Published());
    assertThat(store.text(NAME)).isEqualTo("#EXTM3U up to 3");
    assertThat(store.text(CLAIM)).isEqualToIgnoringNewLines("2 second");
    assertThat(store.log).doesNotContain("delete cam-1/video/00000000.m4s");
  }

  @Test
  void doesNotGoBackWhenVersionsThatWereOnTheirWayComeBackInAnotherOrder() {
    publish(first, 1);
    assertThat(publish(first, 3)).isEqualTo(new Published());
    assertThat(publish(first, 2)).isEqualTo(new Obsolete("first", 3));
    assertThat(publish(first, 4)).isEqualTo(new Published());
  }

  @Test
  void aWriterThatWasReplacedIsAheadAndChangesNothingAllTheSame() {
    publish(first, 1);
    publish(second, 2);

    assertThatThrownBy(() -> publish(first, 9)).hasMessageContaining("second holds the stream");
    assertThat(publish(second, 3)).isEqualTo(new Published());
  }

  @Test
  void writersOfOneNameAreOne() {
    PlaylistPublisher otherSubtask = publisher("first");
    publish(first, 1);
    assertThat(publish(otherSubtask, 2)).isEqualTo(new Published());
    assertThat(publish(first, 3)).isEqualTo(new Published());
    assertThat(publish(otherSubtask, 3)).isEqualTo(new AlreadyThere());
    assertThat(store.text(CLAIM)).isEqualToIgnoringNewLines("1 first");
  }

  @Test
  void claimsBeyondWhatStandsWhereTheClaimsWereLost() {
    publish(first, 1);
    publish(second, 2);
    store.delete(CLAIM).join();

    assertThat(publish(publisher("third"), 3)).isEqualTo(new Published());
    assertThat(store.text(CLAIM)).isEqualToIgnoringNewLines("3 third");
    assertThatThrownBy(() -> publish(second, 4)).hasMessageContaining("third holds the stream");
  }

  @Test
  void p10DoesNotLetAMediaSequenceNumberGoBack() {
    PlaylistUpdate shortWindow =
        new PlaylistUpdate("cam-1", NAME, "from 5", 5, 11, false, List.of(), 0);
    first.publish(shortWindow).join();
    PlaylistUpdate longWindow =
        new PlaylistUpdate("cam-1", NAME, "from 4", 4, 12, false, List.of(), 0);

    assertThatThrownBy(() -> second.publish(longWindow).join())
        .hasMessageContaining("the version of first begins at 5, ours at 4");
    assertThat(store.text(NAME)).isEqualTo("from 5");
  }

  @Test
  void raisesAnAlarmWhenAnotherTextStandsForTheSameSegments() {
    publish(first, 3);
    PlaylistUpdate other = new PlaylistUpdate("cam-1", NAME, "other", 0, 3, false, List.of(), 0);

    assertThatThrownBy(() -> second.publish(other).join())
        .cause()
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot publish cam-1/video/index.m3u8: first wrote another version that ends at 3");
    assertThat(store.text(NAME)).isEqualTo("#EXTM3U up to 3");
  }

  @Test
  void bringsForwardWhatSomethingElseSetBack() {
    publish(first, 3);
    store
        .put(
            NAME,
            ObjectBody.of(new byte[1]),
            PublishedHeaders.playlist(update(2), 1, "intruder"),
            PutCondition.always())
        .join();

    assertThat(publish(first, 4)).isEqualTo(new Published());
  }

  @Test
  void doesNotTouchWhatSomethingElseWrote() {
    store
        .put(
            NAME,
            ObjectBody.of(new byte[1]),
            new ObjectHeaders("text/plain", "", Map.of()),
            PutCondition.always())
        .join();

    assertThatThrownBy(() -> publish(first, 4)).hasMessageContaining("not written by Millrace");
    assertThat(store.log).hasSize(1);
  }

  @Test
  void triesAgainAndRecognisesItsOwnWriteWhenTheAnswerWasLost() {
    publish(first, 1);
    store.failures.add(MemoryStore.Failure.BEFORE);
    store.failures.add(MemoryStore.Failure.LOST_ANSWER);

    assertThat(publish(first, 2)).isEqualTo(new AlreadyThere());
    assertThat(publish(first, 3)).isEqualTo(new Published());
  }

  @Test
  void givesUpAfterItsAttemptsAndFindsItsWayWithTheNextVersion() {
    publish(first, 1);
    for (int i = 0; i < 4; i++) {
      store.failures.add(MemoryStore.Failure.BEFORE);
    }

    assertThatThrownBy(() -> publish(first, 2)).hasMessageContaining("503");
    assertThat(publish(first, 3)).isEqualTo(new Published());
  }

  @Test
  void deletesWhatExpiredAfterThePlaylistStands() {
    first.publish(update(1)).join();
    first.publish(update(2, "cam-1/video/00000000.m4s")).join();
    first.settled().join();

    assertThat(store.log)
        .containsExactly(
            "put " + CLAIM, "put " + NAME, "put " + NAME, "delete cam-1/video/00000000.m4s");
  }

  @Test
  void deletesWhatAnEarlierAttemptMayHaveLeftButNothingThatAnotherStillLists() {
    PlaylistUpdate standing =
        new PlaylistUpdate("cam-1", NAME, "from 2", 2, 9, false, List.of(), 0);
    first.publish(standing).join();

    PlaylistUpdate earlier =
        new PlaylistUpdate("cam-1", NAME, "from 1", 1, 8, false, List.of("cam-1/video/a"), 0);
    assertThat(second.publish(earlier).join()).isEqualTo(new Obsolete("first", 9));
    PlaylistUpdate shorter =
        new PlaylistUpdate("cam-1", NAME, "from 3", 3, 8, false, List.of("cam-1/video/b"), 0);
    assertThat(second.publish(shorter).join()).isEqualTo(new Obsolete("first", 9));
    assertThat(store.log).contains("delete cam-1/video/a").doesNotContain("delete cam-1/video/b");
  }

  @Test
  void sweepsAwayWhatAPausedProcessWroteAfterItsDeletion() {
    put("cam-1/video/00000003.m4s");
    put("cam-1/video/00000004.m4s");
    put("cam-1/video/init-aaaaaaaaaaaa.mp4");
    first.publish(new PlaylistUpdate("cam-1", NAME, "from 6", 6, 12, false, List.of(), 4)).join();

    assertThat(store.objects)
        .doesNotContainKey("cam-1/video/00000003.m4s")
        .containsKeys("cam-1/video/00000004.m4s", "cam-1/video/init-aaaaaaaaaaaa.mp4");
  }

  @Test
  void p19ListsOnlyObjectsThatStandThroughALongRun() {
    StreamPlaylists playlists = StreamPlaylists.start("cam-1", PlaylistSettings.live(6));
    for (var segment : LongStream.of(80, 30, 40)) {
      for (var track : segment.tracks()) {
        put("cam-1/" + track.rendition() + "/" + track.segmentFile());
        put("cam-1/" + track.rendition() + "/" + track.initFile());
      }
      for (PlaylistUpdate update : playlists.accept(segment)) {
        first.publish(update).join();
        store.objects.keySet().stream()
            .filter(name -> name.endsWith("index.m3u8"))
            .forEach(this::checkListed);
      }
    }
    assertThat(store.text(NAME)).contains("#EXT-X-ENDLIST");
  }

  private void put(String name) {
    ObjectHeaders headers = new ObjectHeaders("video/mp4", "", Map.of());
    store.put(name, ObjectBody.of(new byte[1]), headers, PutCondition.ifAbsent()).join();
  }

  private void checkListed(String playlist) {
    String directory = playlist.replace("index.m3u8", "");
    for (ListedSegment entry : MediaListing.read(store.text(playlist)).segments()) {
      if (!entry.gap()) {
        assertThat(store.objects).containsKey(directory + entry.uri());
      }
      String map = entry.map().replace("URI=\"", "").replace("\"", "");
      assertThat(store.objects).containsKey(directory + map);
    }
  }
}
