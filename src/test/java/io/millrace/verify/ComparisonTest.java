package io.millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static List<String> differences(GoodStream actual, GoodStream reference)
      throws UnreadableException {
    List<String> playlists = List.of(GoodStream.MAIN);
    Comparison.Report report =
        Comparison.compare(
            actual.objects(), playlists, reference.objects(), playlists, VerifyListener.SILENT);
    return report.differences().stream().map(Difference::toString).toList();
  }

  @Test
  void findsNoDifferenceBetweenTheSame() throws Exception {
    assertThat(differences(new GoodStream(), new GoodStream())).isEmpty();
  }

  @Test
  void tellsWhatIsMissingAndWhatIsTooMuch() throws Exception {
    GoodStream actual = new GoodStream();
    actual.objects().remove("audio/00000003.m4s");
    actual.objects().put("video/00000009.m4s", new byte[1]);
    assertThat(differences(actual, new GoodStream()))
        .containsExactly("MISSING audio/00000003.m4s", "EXTRA video/00000009.m4s");
  }

  @Test
  void tellsTheBoxAndTheByteWhereSegmentsDiffer() throws Exception {
    GoodStream actual = new GoodStream();
    actual.edit("video/00000003.m4s", "moof/traf/tfdt", box -> BoxSurgery.add(box, 16, 1));
    assertThat(differences(actual, new GoodStream()))
        .singleElement()
        .asString()
        .startsWith("DIFFERENT video/00000003.m4s: byte 103 (moof/traf/tfdt, byte 19 of it); ");
  }

  @Test
  void tellsTheFirstLineWherePlaylistsDiffer() throws Exception {
    GoodStream actual = new GoodStream();
    actual.replace(GoodStream.VIDEO, "00000003.m4s", "3.m4s");
    GoodStream shorter = new GoodStream().replace(GoodStream.VIDEO, "#EXT-X-ENDLIST\n", "");
    assertThat(differences(actual, new GoodStream()))
        .containsExactly("DIFFERENT video/index.m3u8: line 16: '3.m4s', expected '00000003.m4s'");
    assertThat(differences(new GoodStream(), shorter))
        .containsExactly("DIFFERENT video/index.m3u8: line 25: '#EXT-X-ENDLIST', expected ''");
  }

  @Test
  void tellsABrokenFileByItsByteAlone() throws Exception {
    GoodStream actual = new GoodStream();
    GoodStream reference = new GoodStream();
    reference.objects().put("video/00000003.m4s", new byte[] {1, 2, 3});
    assertThat(differences(actual, reference))
        .singleElement()
        .asString()
        .startsWith("DIFFERENT video/00000003.m4s: byte 0; ");
  }
}
