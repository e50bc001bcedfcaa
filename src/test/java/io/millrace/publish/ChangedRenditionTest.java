package io.millrace.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.SavedState;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rendition whose codec or sample rate changes behind a discontinuity. */
class ChangedRenditionTest {
  private enum Join {
    CONTINUES,
    BREAKS
  }

  private StreamPlaylists playlists = StreamPlaylists.start("cam-1", PlaylistSettings.live(6));
  private final List<PlaylistUpdate> updates = new ArrayList<>();

  private static StoredTrack track(
      String rendition, String codecs, long number, int timescale, long start) {
    boolean video = rendition.equals("video");
    return new StoredTrack(
        rendition,
        video ? "VIDEO" : "AUDIO",
        codecs,
        "und",
        video ? 1280 : 0,
        video ? 720 : 0,
        video ? 25 : 0,
        video ? 1 : 0,
        video ? 0 : timescale,
        video ? 0 : 2,
        "init-%s-%d.mp4".formatted(codecs.substring(0, 4), timescale),
        ObjectName.segmentFile(number),
        timescale,
        start,
        2L * timescale,
        100_000,
        true);
  }

  /** Segment {@code number} of two seconds each. */
  private void add(long number, Join join, String video, int sampleRate) {
    add(
        number,
        join,
        track("video", video, number, 90_000, number * 180_000),
        track("audio", "mp4a.40.2", number, sampleRate, number * 2 * sampleRate));
  }

  private void add(long number, Join join, StoredTrack... tracks) {
    updates.addAll(
        playlists.accept(
            new StoredSegment(
                "cam-1",
                number,
                join == Join.BREAKS,
                SegmentUnit.NO_DATE,
                2,
                List.of(tracks),
                false)));
    playlists =
        SavedState.reload(
            playlists::save, in -> StreamPlaylists.load(in, PlaylistSettings.live(6)));
  }

  private String newest(String name) {
    return updates.stream()
        .filter(update -> update.name().equals("cam-1/" + name))
        .reduce((a, b) -> b)
        .orElseThrow()
        .text();
  }

  @Test
  void v02TheMultivariantPlaylistNamesEveryCodecAsLongAsItIsListed() {
    add(0, Join.CONTINUES, "avc1.64001f", 48_000);
    add(1, Join.BREAKS, "hvc1.1.6.L93.B0", 48_000);
    assertThat(newest("main.m3u8")).contains("CODECS=\"avc1.64001f,hvc1.1.6.L93.B0,mp4a.40.2\"");
    for (int n = 2; n < 12; n++) {
      add(n, Join.CONTINUES, "hvc1.1.6.L93.B0", 48_000);
    }
    assertThat(newest("main.m3u8")).contains("CODECS=\"hvc1.1.6.L93.B0,mp4a.40.2\"");
    assertThat(newest("video/index.m3u8")).doesNotContain("init-avc1");
  }

  @Test
  void p05p20AnotherSampleRateIsAnotherInitSegmentBehindADiscontinuity() {
    add(0, Join.CONTINUES, "avc1.64001f", 48_000);
    add(1, Join.BREAKS, "avc1.64001f", 44_100);
    add(2, Join.CONTINUES, "avc1.64001f", 44_100);
    assertThat(newest("audio/index.m3u8"))
        .contains(
            """
            #EXT-X-TARGETDURATION:2
            """,
            """
            #EXT-X-MAP:URI="init-mp4a-48000.mp4"
            #EXTINF:2.000000,
            00000000.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init-mp4a-44100.mp4"
            #EXTINF:2.000000,
            00000001.m4s
            #EXTINF:2.000000,
            00000002.m4s
            """);
  }

  @Test
  void i10ATimescaleDoesNotChangeWithoutADiscontinuity() {
    add(0, Join.CONTINUES, "avc1.64001f", 48_000);
    assertThatThrownBy(() -> add(1, Join.CONTINUES, "avc1.64001f", 44_100))
        .isInstanceOf(BrokenStreamException.class)
        .hasMessageContaining("audio: AUDIO at 44100 ticks per second, was AUDIO at 48000");
  }

  @Test
  void s11AnotherTimescaleDoesNotGoBackInTime() {
    add(0, Join.CONTINUES, "avc1.64001f", 48_000);
    StoredTrack early = track("audio", "mp4a.40.2", 1, 44_100, 2 * 44_100 - 1);
    assertThatThrownBy(
            () -> add(1, Join.BREAKS, track("video", "avc1.64001f", 1, 90_000, 180_000), early))
        .isInstanceOf(BrokenStreamException.class)
        .hasMessageContaining("base media decode time 88199, expected at least 88200");
  }
}
