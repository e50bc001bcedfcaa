package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.playlist.StoredSegment;
import io.millrace.storage.ObjectBody;
import io.millrace.storage.ObjectHeaders;
import io.millrace.storage.PutCondition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {
  private static final String MEDIA = "cam-1/audio/00000007.m4s";
  private static final String INIT = "cam-1/audio/init-0123456789ab.mp4";

  private final MemoryStore store = new MemoryStore();
  private final List<String> retries = new ArrayList<>();
  private final SegmentWriter writer = writer();

  private SegmentWriter writer() {
    return new SegmentWriter(
        store,
        new RetrySettings(3, 0, 0),
        new PublishListener() {
          @Override
          public void onRetry(String name, int attempt, io.millrace.storage.StoreException cause) {
            retries.add(name + " " + attempt);
          }
        });
  }

  private static PackagedSegment segment(long number, String media) {
    TrackFormat format =
        new TrackFormat.Audio(
            Codec.AAC, "mp4a.40.2", Payload.EMPTY, "en", 48_000, 2, 1024, Payload.EMPTY);
    PackagedTrack track =
        new PackagedTrack(
            "audio",
            format,
            new Timescale(48_000),
            number * 1024,
            1024,
            "0123456789ab",
            payload("init"),
            payload("header "),
            List.of(payload(media), payload(".")),
            true);
    return new PackagedSegment("cam-1", number, false, 0, 2, List.of(track), false);
  }

  private static Payload payload(String text) {
    return Payload.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void writesTheInitSegmentFirstAndOnlyOnce() {
    StoredSegment stored = writer.write(segment(7, "one")).join();
    writer.write(segment(8, "two")).join();

    assertThat(store.log)
        .containsExactly("put " + INIT, "put " + MEDIA, "put cam-1/audio/00000008.m4s");
    assertThat(store.text(MEDIA)).isEqualTo("header one.");
    assertThat(stored.tracks().get(0).bytes()).isEqualTo(11);
    assertThat(stored.tracks().get(0).initFile()).isEqualTo("init-0123456789ab.mp4");
    assertThat(stored.tracks().get(0).segmentFile()).isEqualTo("00000007.m4s");
  }

  @Test
  void tellsReadersToKeepThem() {
    writer.write(segment(7, "one")).join();

    ObjectHeaders headers = store.object(MEDIA).info().headers();
    assertThat(headers.contentType()).isEqualTo("audio/mp4");
    assertThat(headers.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
    assertThat(headers.metadata().get("millrace-crc32c")).matches("[0-9a-f]{8}-11");
  }

  @Test
  void takesTheSameBytesForSuccessAfterARestart() {
    writer.write(segment(7, "one")).join();

    assertThat(writer().write(segment(7, "one")).join().number()).isEqualTo(7);
    assertThat(store.log).hasSize(2);
  }

  @Test
  void doesNotWriteAgainWhatHasLeftItsPlaylist() {
    PlaylistUpdate standing =
        new PlaylistUpdate("cam-1", "cam-1/audio/index.m3u8", "from 8", 8, 12, false, List.of(), 6);
    new PlaylistPublisher(store, "first", RetrySettings.DEFAULT, PublishListener.SILENT)
        .publish(standing)
        .join();

    assertThat(writer.write(segment(7, "one")).join().number()).isEqualTo(7);
    writer.write(segment(8, "two")).join();
    assertThat(store.objects).doesNotContainKey(MEDIA).containsKey("cam-1/audio/00000008.m4s");
  }

  @Test
  void comparesBytesWhereNoDigestIsKept() {
    ObjectHeaders bare = new ObjectHeaders("audio/mp4", "", Map.of());
    store
        .put(MEDIA, ObjectBody.of(List.of(payload("header one."))), bare, PutCondition.always())
        .join();

    assertThat(writer.write(segment(7, "one")).join().number()).isEqualTo(7);
  }

  @Test
  void raisesAnAlarmThatNamesTheObjectWhenOtherBytesStand() {
    writer.write(segment(7, "one")).join();

    assertThatThrownBy(() -> writer().write(segment(7, "two")).join())
        .cause()
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Cannot publish " + MEDIA + ": other bytes stand there");
    assertThat(store.text(MEDIA)).isEqualTo("header one.");
  }

  @Test
  void triesAgainAndRecognisesItsOwnWriteWhenTheAnswerWasLost() {
    store.failures.add(MemoryStore.Failure.BEFORE);
    store.failures.add(MemoryStore.Failure.LOST_ANSWER);

    assertThat(writer.write(segment(7, "one")).join().number()).isEqualTo(7);
    assertThat(retries).containsExactly(INIT + " 1", INIT + " 2");
  }

  @Test
  void givesUpAfterItsAttemptsAndStartsAnewWithTheNextSegment() {
    for (int i = 0; i < 3; i++) {
      store.failures.add(MemoryStore.Failure.BEFORE);
    }

    assertThatThrownBy(() -> writer.write(segment(7, "one")).join()).hasMessageContaining("503");
    assertThat(writer.write(segment(7, "one")).join().number()).isEqualTo(7);
  }

  @Test
  void pausesTwiceAsLongEachTimeUpToALimit() {
    RetrySettings settings = new RetrySettings(8, 100, 1_000);

    assertThat(List.of(2, 3, 4, 5, 6, 60).stream().map(settings::pauseBefore))
        .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
  }
}
