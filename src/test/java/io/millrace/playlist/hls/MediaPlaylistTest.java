package io.millrace.playlist.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.MediaPlaylist.Kind;
import io.millrace.segment.SegmentUnit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPlaylistTest {
  private static final Timescale NTSC = new Timescale(30_000);
  private static final long NOON = 1_795_176_000_123L;

  private static PlaylistEntry entry(int number) {
    return new PlaylistEntry(
        "0000000%d.m4s".formatted(number),
        "init-1f2e3d4c5b6a.mp4",
        NTSC,
        number * 60_060L,
        60_060,
        false,
        false,
        NOON + number * 2_002L);
  }

  private static PlaylistEntry withDiscontinuity(PlaylistEntry entry, String initUri) {
    return new PlaylistEntry(
        entry.uri(),
        initUri,
        entry.timescale(),
        entry.start(),
        entry.duration(),
        true,
        entry.gap(),
        entry.programDateTime());
  }

  private static PlaylistEntry at(Timescale timescale, long start, long duration) {
    return new PlaylistEntry(
        "1.m4s", "init.mp4", timescale, start, duration, false, false, SegmentUnit.NO_DATE);
  }

  @Test
  void aLiveWindowReadsAsTheStandardWantsIt() {
    MediaPlaylist playlist =
        new MediaPlaylist(Kind.LIVE, 2, 3, 0, List.of(entry(3), entry(4)), false, true);
    assertThat(playlist.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:3
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init-1f2e3d4c5b6a.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:06.129Z
            #EXTINF:2.002000,
            00000003.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:08.131Z
            #EXTINF:2.002000,
            00000004.m4s
            """);
  }

  @Test
  void p20TheMapIsRepeatedAfterAChangeAndAGapIsSaid() {
    List<PlaylistEntry> entries =
        List.of(
            entry(0),
            withDiscontinuity(entry(1), "init-ffffffffffff.mp4"),
            entry(2).asGap(),
            withDiscontinuity(entry(3), "init-1f2e3d4c5b6a.mp4"));
    MediaPlaylist playlist = new MediaPlaylist(Kind.EVENT, 2, 0, 0, entries, true, true);
    assertThat(playlist.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:EVENT
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init-1f2e3d4c5b6a.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.123Z
            #EXTINF:2.002000,
            00000000.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init-ffffffffffff.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:02.125Z
            #EXTINF:2.002000,
            00000001.m4s
            #EXT-X-MAP:URI="init-1f2e3d4c5b6a.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:04.127Z
            #EXT-X-GAP
            #EXTINF:2.002000,
            00000002.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:06.129Z
            #EXTINF:2.002000,
            00000003.m4s
            #EXT-X-ENDLIST
            """);
  }

  @Test
  void aVodPlaylistWithoutDatesHasNone() {
    MediaPlaylist playlist =
        new MediaPlaylist(Kind.VOD, 2, 0, 0, List.of(at(NTSC, 0, 45_045)), true, true);
    assertThat(playlist.text())
        .contains("#EXT-X-PLAYLIST-TYPE:VOD\n")
        .contains("#EXTINF:1.501500,\n")
        .doesNotContain("DATE-TIME")
        .endsWith("#EXT-X-ENDLIST\n");
  }

  @Test
  void anEntrySaysWhatTheStoreSays() {
    StoredTrack track =
        new StoredTrack(
            "video",
            "VIDEO",
            "avc1.64001f",
            "und",
            1280,
            720,
            30_000,
            1_001,
            0,
            0,
            "init-1f2e3d4c5b6a.mp4",
            "00000007.m4s",
            30_000,
            420_420,
            60_060,
            1_000,
            true);
    StoredSegment segment = new StoredSegment("cam", 7, true, NOON, 2, List.of(track), false);
    assertThat(PlaylistEntry.of(segment, track))
        .isEqualTo(
            new PlaylistEntry(
                "00000007.m4s", "init-1f2e3d4c5b6a.mp4", NTSC, 420_420, 60_060, true, false, NOON));
  }

  @Property(tries = 200)
  void p09AnyRunOfExtinfIsWithinAMicrosecondOfTheMedia(
      @ForAll @IntRange(min = 1, max = 1_000_000) int ticksPerSecond,
      @ForAll @LongRange(min = 0, max = 1L << 50) long start,
      @ForAll @Size(min = 1, max = 40)
          List<@IntRange(min = 1, max = 10_000_000) Integer> durations) {
    Timescale timescale = new Timescale(ticksPerSecond);
    long time = start;
    long sum = 0;
    for (int duration : durations) {
      sum += at(timescale, time, duration).microseconds();
      time += duration;
    }
    BigDecimal exact =
        BigDecimal.valueOf(time - start)
            .multiply(BigDecimal.valueOf(1_000_000))
            .divide(BigDecimal.valueOf(ticksPerSecond), 6, java.math.RoundingMode.HALF_UP);
    assertThat(BigDecimal.valueOf(sum).subtract(exact).abs()).isLessThanOrEqualTo(BigDecimal.ONE);
  }

  @Test
  void p09ADayOf23976HasNoDrift() {
    Timescale timescale = new Timescale(24_000);
    List<PlaylistEntry> entries = new ArrayList<>();
    long frames = 24L * 3_600 * 24_000 / 1_001;
    long frame = 0;
    for (; frame + 48 <= frames; frame += 48) {
      entries.add(at(timescale, frame * 1_001, 48 * 1_001));
    }
    String text = new MediaPlaylist(Kind.LIVE, 2, 0, 0, entries, false, true).text();
    BigDecimal sum =
        text.lines()
            .filter(line -> line.startsWith("#EXTINF:"))
            .map(line -> new BigDecimal(line.substring(8, line.length() - 1)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum.movePointRight(6).longValueExact())
        .isEqualTo(timescale.rescale(frame * 1_001, PlaylistEntry.MICROSECONDS));
  }

  @Test
  void p06AnEntryLongerThanTheTargetIsRefused() {
    MediaPlaylist longest =
        new MediaPlaylist(
            Kind.LIVE, 2, 0, 0, List.of(at(Timescale.MILLISECONDS, 0, 2_499)), false, true);
    assertThat(longest.text()).contains("#EXTINF:2.499000,");
    assertThatThrownBy(
            () ->
                new MediaPlaylist(
                    Kind.LIVE, 2, 0, 0, List.of(at(Timescale.MILLISECONDS, 0, 2_500)), false, true))
        .hasMessage(
            "Invalid media playlist: 1.m4s lasts 2500000 microseconds, target duration is 2 s");
  }

  @Test
  void p25AVodPlaylistHasEnded() {
    assertThatThrownBy(() -> new MediaPlaylist(Kind.VOD, 2, 0, 0, List.of(entry(0)), false, true))
        .hasMessage("Invalid media playlist: VOD that has not ended");
  }

  @Test
  void p10SequencesAreNeverNegativeAndAnEmptyListIsNoPlaylist() {
    assertThatThrownBy(() -> new MediaPlaylist(Kind.LIVE, 2, -1, 0, List.of(entry(0)), false, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaPlaylist(Kind.LIVE, 2, 0, -1, List.of(entry(0)), false, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaPlaylist(Kind.LIVE, 2, 0, 0, List.of(), false, true))
        .hasMessage("Invalid media playlist: 0 entries");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b.m4s",
        "a\".m4s",
        "a\n#EXT-X-ENDLIST",
        "../a.m4s",
        "/a.m4s",
        "http://a",
        "é"
      })
  void p36AUriThatIsNotPlainIsRefused(String uri) {
    assertThatThrownBy(
            () -> new PlaylistEntry(uri, "init.mp4", NTSC, 0, 1, false, false, SegmentUnit.NO_DATE))
        .hasMessageStartingWith("Invalid URI in a playlist: ");
  }

  @Test
  void p23ADateThatFourDigitsCannotSayIsRefused() {
    assertThatThrownBy(() -> new PlaylistEntry("a", "b", NTSC, 0, 1, false, false, Long.MAX_VALUE))
        .hasMessageContaining("program date");
  }
}
