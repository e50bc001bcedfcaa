package io.millrace.playlist.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaListingTest {
  private static final Timescale MPEG_TS = new Timescale(90_000);

  private static PlaylistEntry entry(int number, boolean discontinuity, boolean gap, long date) {
    return new PlaylistEntry(
        number + ".m4s",
        "init-1.mp4",
        MPEG_TS,
        number * 180_180L,
        180_180,
        discontinuity,
        gap,
        date);
  }

  @Test
  void readsWhatWasWritten() {
    List<PlaylistEntry> entries =
        List.of(
            entry(4, false, false, 1_000),
            entry(5, true, true, 3_002),
            entry(6, false, false, 5_004));
    MediaPlaylist written =
        new MediaPlaylist(MediaPlaylist.Kind.LIVE, 2, 4, 1, entries, true, true);
    MediaListing read = MediaListing.read(written.text());
    assertThat(read.faults()).isEmpty();
    assertThat(read.version()).isEqualTo(7);
    assertThat(read.targetDuration()).isEqualTo(2);
    assertThat(read.mediaSequence()).isEqualTo(4);
    assertThat(read.discontinuitySequence()).isEqualTo(1);
    assertThat(read.ended()).isTrue();
    assertThat(read.independent()).isTrue();
    assertThat(read.type()).isEmpty();
    assertThat(read.end()).isEqualTo(7);
    assertThat(read.micros()).isEqualTo(6_006_000);
    assertThat(read.liveEdge()).isEqualTo(7_006);
    ListedSegment middle = read.segment(5);
    assertThat(middle.uri()).isEqualTo("5.m4s");
    assertThat(middle.map()).isEqualTo("init-1.mp4");
    assertThat(middle.gap()).isTrue();
    assertThat(middle.discontinuity()).isTrue();
    assertThat(middle.discontinuityNumber()).isEqualTo(2);
    assertThat(middle.programDateTime()).isEqualTo(3_002);
    assertThat(middle.lines()).extracting(PlaylistLine::text).contains("#EXT-X-GAP", "5.m4s");
  }

  @ParameterizedTest
  @CsvSource({
    "#EXTINF:abc, #EXTINF, 2",
    "#EXT-X-TARGETDURATION:0, #EXT-X-TARGETDURATION, 2",
    "#EXT-X-TARGETDURATION:99999999999, #EXT-X-TARGETDURATION, 2",
    "#EXT-X-MEDIA-SEQUENCE:-1, #EXT-X-MEDIA-SEQUENCE, 2",
    "#EXT-X-PROGRAM-DATE-TIME:yesterday, #EXT-X-PROGRAM-DATE-TIME, 2",
    "#EXT-X-MAP:BYTERANGE=1, #EXT-X-MAP, 2"
  })
  void tellsTheLineThatCannotBeRead(String line, String tag, int number) {
    MediaListing read = MediaListing.read("#EXTM3U\n" + line + "\n");
    assertThat(read.faults()).singleElement().extracting(PlaylistFault::tag).isEqualTo(tag);
    assertThat(read.faults().get(0).line()).isEqualTo(number);
  }

  @Test
  void tellsFaultsOfTheText() {
    assertThat(PlaylistText.read(bytes("\ufeff#EXTM3U\n")).faults()).hasSize(1);
    assertThat(PlaylistText.read(bytes("#EXTM3U\n#\u0007\n")).faults()).hasSize(1);
    assertThat(PlaylistText.read(bytes("#EXTM3U\n#e\u0301\n")).faults()).hasSize(1);
    assertThat(PlaylistText.read(Payload.of(new byte[] {'#', (byte) 0xc3, '\n'})).faults())
        .hasSize(1);
    assertThat(PlaylistText.read(bytes("#EXTM3U\r\n#\u00e9\r\n")).faults()).isEmpty();
  }

  private static Payload bytes(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesMoreThanAPlaylistCanBe() {
    assertThatThrownBy(() -> PlaylistText.read(Payload.of(new byte[PlaylistText.MAX_BYTES + 1])))
        .isInstanceOf(MediaException.Unsupported.class);
    assertThatThrownBy(() -> PlaylistText.of("x".repeat(20_000)))
        .isInstanceOf(MediaException.Unsupported.class);
  }

  @Test
  void readsAMultivariantPlaylist() {
    PlaylistText text =
        PlaylistText.of(
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a,b",NAME="x=y",URI="audio/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="avc1.640015,mp4a.40.2"
            video/index.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=many
            #EXT-X-STREAM-INF:BANDWIDTH=1,BANDWIDTH=2
            """);
    MultivariantListing read = MultivariantListing.read(text);
    assertThat(text.isMultivariant()).isTrue();
    assertThat(read.playlists())
        .extracting(MultivariantListing.ListedPlaylist::uri)
        .containsExactly("audio/index.m3u8", "video/index.m3u8");
    assertThat(read.media().get(0).attributes().get("GROUP-ID")).isEqualTo("a,b");
    assertThat(read.variants()).hasSize(3);
    assertThat(read.variants().get(0).attributes().number("BANDWIDTH")).isEqualTo(1000);
    assertThat(read.variants().get(1).attributes().number("BANDWIDTH")).isEqualTo(-1);
    assertThat(read.faults()).singleElement().extracting(PlaylistFault::line).isEqualTo(6);
  }
}
