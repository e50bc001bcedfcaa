package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class StreamWatchTest {
  private static final int NEVER = -1;

  /** The playlists of a live stream that has so many of its segments, the last six listed. */
  private static void publish(GoodStream stream, GoodStream whole, int count) {
    for (String rendition : GoodStream.RENDITIONS) {
      String name = rendition + "/index.m3u8";
      MediaListing all = MediaListing.read(whole.objects().text(name));
      int first = Math.max(0, count - 6);
      StringBuilder text =
          new StringBuilder(
              """
              #EXTM3U
              #EXT-X-VERSION:7
              #EXT-X-TARGETDURATION:1
              #EXT-X-MEDIA-SEQUENCE:%d
              #EXT-X-DISCONTINUITY-SEQUENCE:0
              #EXT-X-MAP:URI="%s"
              """
                  .formatted(first, all.segments().get(0).map()));
      long micros = 0;
      for (ListedSegment segment : all.segments().subList(0, count)) {
        if (segment.number() >= first) {
          text.append(GoodStream.date((int) (micros / 1000)));
          text.append(
              "#EXTINF:%d.%06d,\n"
                  .formatted(segment.micros() / 1_000_000, segment.micros() % 1_000_000));
          text.append(segment.uri()).append('\n');
        }
        micros += segment.micros();
      }
      stream.objects().put(name, text.toString());
    }
  }

  private static VerifyReport watch(GoodStream stream, int looks, IntConsumer between)
      throws InterruptedException {
    return watch(stream, looks, between, NEVER);
  }

  private static VerifyReport watch(GoodStream stream, int looks, IntConsumer between, int slow)
      throws InterruptedException {
    return StreamVerifier.watch(
        stream.objects(),
        List.of(GoodStream.MAIN),
        VerifyListener.SILENT,
        new VirtualPause(looks, between, slow));
  }

  /** Time goes by in looks, and one of them may come late. */
  private static final class VirtualPause implements StreamVerifier.Pause {
    private final int looks;
    private final IntConsumer between;
    private final int slow;
    private int count;
    private long nanos;

    VirtualPause(int looks, IntConsumer between, int slow) {
      this.looks = looks;
      this.between = between;
      this.slow = slow;
    }

    @Override
    public boolean await(Duration time) {
      assertThat(time).isEqualTo(Duration.ofMillis(500));
      nanos += count == slow ? Duration.ofSeconds(20).toNanos() : time.toNanos();
      between.accept(count++);
      return count <= looks;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }

  @Test
  void followsALiveStreamToItsEnd() throws Exception {
    GoodStream whole = new GoodStream();
    GoodStream stream = new GoodStream();
    publish(stream, whole, 3);
    VerifyReport report =
        watch(
            stream,
            100,
            look -> {
              publish(stream, whole, Math.min(8, 4 + look));
              if (look == 5) {
                for (String rendition : GoodStream.RENDITIONS) {
                  String name = rendition + "/index.m3u8";
                  stream.objects().put(name, stream.objects().text(name) + "#EXT-X-ENDLIST\n");
                }
              }
            });
    assertThat(report.findings()).isEmpty();
    assertThat(report.unread()).isEmpty();
  }

  @Test
  void findsAPlaylistThatWentBack() throws Exception {
    GoodStream whole = new GoodStream();
    GoodStream stream = new GoodStream();
    publish(stream, whole, 8);
    VerifyReport report = watch(stream, 1, look -> publish(stream, whole, 7));
    assertThat(GoodStream.rules(report)).containsOnlyKeys(Rule.P_10);
  }

  @Test
  void findsWhatIsWrongInANewSegment() throws Exception {
    GoodStream whole = new GoodStream();
    GoodStream stream = new GoodStream();
    stream.edit("video/00000006.m4s", "moof/traf/tfdt", box -> BoxSurgery.add(box, 16, 9));
    publish(stream, whole, 5);
    VerifyReport report = watch(stream, 3, look -> publish(stream, whole, Math.min(7, 6 + look)));
    assertThat(report.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "ERROR S-10 video/00000006.m4s: decode time 540009, the segment before ends at 540000");
  }

  @Test
  void findsThatNoNewVersionComes() throws Exception {
    GoodStream whole = new GoodStream();
    GoodStream stream = new GoodStream();
    publish(stream, whole, 6);
    assertThat(watch(stream, 4, look -> {}).isClean()).isTrue();
    // Told once, and again once it had gone on.
    VerifyReport report = watch(stream, 12, look -> publish(stream, whole, look < 6 ? 7 : 8));
    String late = "index.m3u8: no new version for 2500 ms, target duration 1 s";
    assertThat(report.findings())
        .extracting(Finding::toString)
        .filteredOn(finding -> finding.contains(" video/"))
        .containsExactly("ERROR P-14 video/" + late, "ERROR P-14 video/" + late);
    assertThat(GoodStream.rules(report)).containsOnlyKeys(Rule.P_14);
  }

  @Test
  void findsWhatIsDeletedTooSoon() throws Exception {
    // It left the playlist of six seconds in the first half second, and has one second itself.
    assertThat(afterDeletion(9, NEVER))
        .contains(
            "ERROR P-17 video/index.m3u8: video/00000000.m4s is gone, and had to stay for 1000 ms"
                + " more");
    assertThat(afterDeletion(13, NEVER)).noneMatch(finding -> finding.contains("P-17"));
    // Nobody saw whether it was still there when it could go.
    assertThat(afterDeletion(9, 10)).noneMatch(finding -> finding.contains("P-17"));
  }

  /** What is found where the first segment is deleted at a look. */
  private static List<String> afterDeletion(int deletion, int slow) throws Exception {
    GoodStream whole = new GoodStream();
    GoodStream stream = new GoodStream();
    publish(stream, whole, 6);
    VerifyReport report =
        watch(
            stream,
            20,
            look -> {
              publish(stream, whole, 7);
              if (look == deletion) {
                stream.objects().remove("video/00000000.m4s");
              }
            },
            slow);
    return report.findings().stream().map(Finding::toString).toList();
  }

  @Test
  void stopsWhereItIsTold() throws Exception {
    GoodStream stream = new GoodStream();
    publish(stream, new GoodStream(), 8);
    assertThat(watch(stream, 0, look -> {}).isClean()).isTrue();
  }
}
