package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistChangeTest {
  private static final String LIVE =
      """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:4
      #EXT-X-DISCONTINUITY-SEQUENCE:1
      #EXT-X-MAP:URI="init-1.mp4"
      #EXTINF:2.000000,
      00000004.m4s
      #EXT-X-DISCONTINUITY
      #EXTINF:2.000000,
      00000005.m4s
      #EXTINF:2.000000,
      00000006.m4s
      #EXTINF:2.000000,
      00000007.m4s
      #EXTINF:2.000000,
      00000008.m4s
      """;

  /** Two segments further on: the discontinuity has left, and MAP stands before another one. */
  private static final String NEXT =
      """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:6
      #EXT-X-DISCONTINUITY-SEQUENCE:2
      #EXT-X-MAP:URI="init-1.mp4"
      #EXTINF:2.000000,
      00000006.m4s
      #EXTINF:2.000000,
      00000007.m4s
      #EXTINF:2.000000,
      00000008.m4s
      #EXTINF:2.000000,
      00000009.m4s
      """;

  private static List<Rule> broken(String earlier, String later) {
    return PlaylistChange.between("a/index.m3u8", earlier, later).stream()
        .map(Finding::rule)
        .distinct()
        .toList();
  }

  @Test
  void allowsWhatALivePlaylistDoes() {
    assertThat(broken(LIVE, LIVE)).isEmpty();
    assertThat(broken(LIVE, NEXT)).isEmpty();
    assertThat(broken(NEXT, NEXT + "#EXT-X-ENDLIST\n")).isEmpty();
    String muchLater =
        NEXT.replace("SEQUENCE:6", "SEQUENCE:60").replaceAll("0000000(\\d)", "0000006$1");
    assertThat(broken(LIVE, muchLater)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TARGETDURATION:2, TARGETDURATION:3, P_05",
    "MEDIA-SEQUENCE:6, MEDIA-SEQUENCE:3, P_10",
    "DISCONTINUITY-SEQUENCE:2, DISCONTINUITY-SEQUENCE:1, P_11",
    "00000007.m4s, other.m4s, P_13",
    "init-1.mp4, init-2.mp4, P_13",
    "#EXT-X-VERSION:7, #EXT-X-PLAYLIST-TYPE:EVENT, P_13"
  })
  void findsWhatMustNotChange(String from, String to, Rule rule) {
    assertThat(broken(LIVE, NEXT.replace(from, to))).containsExactly(rule);
  }

  @Test
  void findsADurationThatChangedWhileListed() {
    String later = NEXT.replace("2.000000,\n00000007", "1.900000,\n00000007");
    List<Finding> findings = PlaylistChange.between("a/index.m3u8", LIVE, later);
    assertThat(findings)
        .extracting(Finding::toString)
        .containsExactly(
            "ERROR P-13 a/index.m3u8, line 10: segment 7: [#EXTINF:1.900000,, 00000007.m4s],"
                + " was [#EXTINF:2.000000,, 00000007.m4s]");
  }

  @Test
  void findsSegmentsThatWereTakenBack() {
    String later = LIVE.replace("#EXTINF:2.000000,\n00000008.m4s\n", "");
    assertThat(broken(LIVE, later)).containsExactly(Rule.P_13);
  }

  @Test
  void findsAWindowThatBecameTooShort() {
    String later =
        NEXT.replace("#EXTINF:2.000000,\n00000009.m4s\n", "")
            .replace("#EXTINF:2.000000,\n00000006.m4s\n", "")
            .replace("SEQUENCE:6", "SEQUENCE:7");
    assertThat(broken(LIVE, later)).containsExactly(Rule.P_15);
  }

  @Test
  void findsAnyChangeBehindTheEnd() {
    String ended = LIVE + "#EXT-X-ENDLIST\n";
    assertThat(broken(ended, ended)).isEmpty();
    assertThat(broken(ended, NEXT)).containsExactly(Rule.P_25);
  }

  @Test
  void findsAnEventThatLosesSegmentsAndAVodThatChanges() {
    String type = "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-MAP";
    String event = LIVE.replace("#EXT-X-MAP", type);
    assertThat(broken(event, NEXT.replace("#EXT-X-MAP", type))).containsExactly(Rule.P_26);
    String vod = LIVE.replace("#EXT-X-MAP", "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP");
    assertThat(broken(vod, vod + "\n# a comment\n")).containsExactly(Rule.P_26);
  }

  @Test
  void findsAnotherKindOfPlaylist() {
    assertThat(broken(LIVE, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n"))
        .containsExactly(Rule.P_13);
  }

  @Test
  void saysInOneFindingWhatCannotBeRead() {
    String monster = "#EXTM3U\n" + "x".repeat(100_000);
    assertThat(broken(LIVE, monster)).containsExactly(Rule.P_01);
  }
}
