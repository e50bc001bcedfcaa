package io.millrace.playlist.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Timescale;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.MultivariantPlaylist.AudioRendition;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultivariantPlaylistTest {
  @Test
  void tellsTheObjectsOfJointObjectCoding() {
    MultivariantPlaylist.AudioRendition sound =
        new MultivariantPlaylist.AudioRendition("atmos", "en", 6, 16, "atmos/index.m3u8");
    MultivariantPlaylist.Variant variant =
        new MultivariantPlaylist.Variant(
            "video/index.m3u8", 2_000, 1_000, List.of("avc1.640028", "ec-3"), 1_920, 1_080, null,
            VideoRange.SDR);
    assertThat(new MultivariantPlaylist(List.of(sound), List.of(variant), true).text())
        .contains(",CHANNELS=\"16/JOC\",");
  }

  private static Measured video(String rendition, long bytes) {
    return video(rendition, bytes, StoredTrack.UNSPECIFIED_TRANSFER);
  }

  private static Measured video(String rendition, long bytes, int transfer) {
    StoredTrack track =
        new StoredTrack(
            rendition,
            "VIDEO",
            "avc1.64001f",
            "und",
            1280,
            720,
            30_000,
            1_001,
            0,
            0,
            0,
            "init.mp4",
            "00000000.m4s",
            30_000,
            0,
            60_000,
            bytes,
            true,
            transfer);
    return new Measured(track, Bandwidth.NONE.plus(bytes, 60_000, new Timescale(30_000), 2), true);
  }

  private static Measured audio(String rendition, String codecs, String language, long bytes) {
    StoredTrack track =
        new StoredTrack(
            rendition,
            "AUDIO",
            codecs,
            language,
            0,
            0,
            0,
            0,
            48_000,
            2,
            "init.mp4",
            "00000000.m4s",
            48_000,
            0,
            96_000,
            bytes,
            true);
    return new Measured(track, Bandwidth.NONE.plus(bytes, 96_000, new Timescale(48_000), 2), true);
  }

  @Test
  void v06TellsTheVideoRangeUnlessAllVideoIsSdr() {
    Measured sdr = video("sdr", 750_000, 1);
    assertThat(MultivariantPlaylist.of(List.of(sdr)).text()).doesNotContain("VIDEO-RANGE");
    assertThat(
            MultivariantPlaylist.of(
                    List.of(sdr, video("hlg", 750_000, 18), video("pq", 750_000, 16)))
                .text()
                .lines()
                .filter(line -> line.startsWith("#EXT-X-STREAM-INF"))
                .map(line -> line.substring(line.indexOf("FRAME-RATE"))))
        .containsExactly(
            "FRAME-RATE=29.970,VIDEO-RANGE=SDR",
            "FRAME-RATE=29.970,VIDEO-RANGE=HLG",
            "FRAME-RATE=29.970,VIDEO-RANGE=PQ");
  }

  @Test
  void aVideoWithTwoAudioRenditionsReadsAsTheStandardWantsIt() {
    MultivariantPlaylist playlist =
        MultivariantPlaylist.of(
            List.of(
                audio("audio", "mp4a.40.2", "eng", 32_000),
                video("video", 750_000),
                audio("audio-2", "mp4a.40.5", "de", 16_000)));
    assertThat(playlist.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",LANGUAGE="eng",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio-2",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-2/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=3129000,AVERAGE-BANDWIDTH=3129000,CODECS="avc1.64001f,mp4a.40.2,mp4a.40.5",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio"
            video/index.m3u8
            """);
  }

  @Test
  void aStreamOfSoundAloneIsAVariantWithoutAGroup() {
    assertThat(MultivariantPlaylist.of(List.of(audio("audio", "mp4a.40.2", "und", 32_000))).text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-STREAM-INF:BANDWIDTH=129000,AVERAGE-BANDWIDTH=129000,CODECS="mp4a.40.2"
            audio/index.m3u8
            """);
  }

  @Test
  void v07TwoSoundsWithoutAPictureAreOneVariantWithAGroup() {
    String text =
        MultivariantPlaylist.of(
                List.of(
                    audio("audio", "mp4a.40.2", "en", 32_000),
                    audio("audio-2", "mp4a.40.2", "de", 16_000)))
            .text();
    assertThat(text.lines().filter(line -> line.startsWith("#EXT-X-MEDIA:"))).hasSize(2);
    assertThat(text).contains("CODECS=\"mp4a.40.2\",AUDIO=\"audio\"\naudio/index.m3u8\n");
  }

  @Test
  void v03AVariableFrameRateIsNotNamed() {
    StoredTrack track =
        new StoredTrack(
            "video",
            "VIDEO",
            "avc1.64001f",
            "und",
            640,
            360,
            0,
            0,
            0,
            0,
            "i.mp4",
            "0.m4s",
            90_000,
            0,
            180_000,
            1_000,
            true);
    String text =
        MultivariantPlaylist.of(
                List.of(new Measured(track, video("video", 1_000).bandwidth(), true)))
            .text();
    assertThat(text).contains("RESOLUTION=640x360\n").doesNotContain("FRAME-RATE");
  }

  @Test
  void v08TwoRenditionsOfOneNameAreRefused() {
    AudioRendition audio = new AudioRendition("a", "en", 2, "a/index.m3u8");
    MultivariantPlaylist one = MultivariantPlaylist.of(List.of(video("video", 1_000)));
    assertThatThrownBy(() -> new MultivariantPlaylist(List.of(audio, audio), one.variants(), true))
        .hasMessage("Invalid multivariant playlist: NAME a twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e\"n", "en\n#EXT-X-ENDLIST", "e n", "en,URI=x", "abcdefghi"})
  void v09ALanguageThatIsNoneBecomesUndetermined(String language) {
    assertThat(new AudioRendition("a", language, 2, "a/index.m3u8").language()).isEqualTo("und");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a\nb", "a\rb", "a\u0000b", "a\u0085b"})
  void v08ANameThatCannotBeQuotedIsRefused(String name) {
    assertThatThrownBy(() -> new AudioRendition(name, "en", 2, "a/index.m3u8"))
        .hasMessageStartingWith("Invalid NAME in a playlist: ");
  }

  @Test
  void v01AStreamWithoutVideoAndAudioHasNoPlaylist() {
    assertThatThrownBy(() -> MultivariantPlaylist.of(List.of()))
        .hasMessage("Invalid multivariant playlist: no variants");
  }
}
