package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class StreamWatchTest {

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
    int[] count = {0};
    List<Duration> pauses = new ArrayList<>();
    VerifyReport report =
        StreamVerifier.watch(
            stream.objects(),
            List.of(GoodStream.MAIN),
            VerifyListener.SILENT,
            time -> {
              pauses.add(time);
              between.accept(count[0]++);
              return count[0] <= looks;
            });
    assertThat(pauses).allMatch(Duration.ofMillis(500)::equals);
    return report;
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
  void stopsWhereItIsTold() throws Exception {
    GoodStream stream = new GoodStream();
    publish(stream, new GoodStream(), 8);
    assertThat(watch(stream, 0, look -> {}).isClean()).isTrue();
  }
}
