package io.millrace.playlist.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddedVariantsTest {
  private static final String HEAD =
      """
      #EXTM3U
      #EXT-X-VERSION:7
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-aac",NAME="Audio",URI="audio/index.m3u8"
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-ac-3",NAME="Audio",URI="audio-2/index.m3u8"
      """;

  private static String variant(String rendition, int bandwidth, String group) {
    return "#EXT-X-STREAM-INF:BANDWIDTH=%d,CODECS=\"avc1,mp4a\"%s\n%s/index.m3u8\n"
        .formatted(bandwidth, group.isEmpty() ? "" : ",AUDIO=\"" + group + "\"", rendition);
  }

  private static String both(String rendition, int bandwidth) {
    return variant(rendition, bandwidth, "audio-aac");
  }

  @Test
  void putsEachVariantOfEachGroupInItsPlace() {
    String standing =
        HEAD
            + both("video", 9)
            + both("video-360p", 3)
            + variant("video", 8, "audio-ac-3")
            + variant("video-360p", 2, "audio-ac-3");
    String other =
        HEAD
            + both("video", 9)
            + both("video-720p", 7)
            + variant("video", 8, "audio-ac-3")
            + variant("video-720p", 6, "audio-ac-3");
    String merged =
        HEAD
            + both("video", 9)
            + both("video-720p", 7)
            + both("video-360p", 3)
            + variant("video", 8, "audio-ac-3")
            + variant("video-720p", 6, "audio-ac-3")
            + variant("video-360p", 2, "audio-ac-3");
    List<String> order = List.of("video", "audio", "video-720p", "video-360p");
    assertThat(AddedVariants.merge(standing, other, order)).isEqualTo(merged);
    assertThat(AddedVariants.merge(merged, other, order)).isEqualTo(merged);
  }

  @Test
  void refusesTwoWordsForOneVariant() {
    assertThatThrownBy(
            () ->
                AddedVariants.merge(
                    HEAD + both("video", 9), HEAD + both("video", 8), List.of("video")))
        .hasMessageContaining("video/index.m3u8 is told otherwise: #EXT-X-STREAM-INF:BANDWIDTH=8");
  }

  @Test
  void refusesOtherSound() {
    String other = HEAD.replace("NAME=\"Audio\"", "NAME=\"English\"");
    assertThatThrownBy(
            () ->
                AddedVariants.merge(
                    HEAD + both("video", 9), other + both("video", 9), List.of("video")))
        .hasMessageContaining("other sound");
  }

  @Test
  void refusesAVariantThatHasNoPlace() {
    assertThatThrownBy(
            () ->
                AddedVariants.merge(
                    HEAD + variant("video", 9, "") + variant("extra", 1, ""),
                    HEAD + variant("video", 9, ""),
                    List.of("video")))
        .hasMessageContaining("no rendition for extra/index.m3u8");
  }
}
