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
        new MultivariantPlaylist.AudioRendition("audio", "atmos", "en", 6, 16, "atmos/index.m3u8");
    MultivariantPlaylist.Variant variant =
        new MultivariantPlaylist.Variant(
            "video/index.m3u8",
            2_000,
            1_000,
            List.of("avc1.640028", "ec-3"),
            1_920,
            1_080,
            null,
            VideoRange.SDR,
            "audio");
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
    Measured sdr = video("v1", 750_000, 1);
    assertThat(MultivariantPlaylist.of(List.of(sdr)).text()).doesNotContain("VIDEO-RANGE");
    assertThat(
            MultivariantPlaylist.of(
                    List.of(sdr, video("v2", 750_000, 18), video("v3", 750_000, 16)))
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
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="eng",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="German",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-2/index.m3u8"
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
    AudioRendition audio = new AudioRendition("audio", "a", "en", 2, "a/index.m3u8");
    MultivariantPlaylist one = MultivariantPlaylist.of(List.of(video("video", 1_000)));
    assertThatThrownBy(() -> new MultivariantPlaylist(List.of(audio, audio), one.variants(), true))
        .hasMessage("Invalid multivariant playlist: NAME a twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e\"n", "en\n#EXT-X-ENDLIST", "e n", "en,URI=x", "abcdefghi"})
  void v09ALanguageThatIsNoneBecomesUndetermined(String language) {
    assertThat(new AudioRendition("audio", "a", language, 2, "a/index.m3u8").language())
        .isEqualTo("und");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a\nb", "a\rb", "a\u0000b", "a\u0085b"})
  void v08ANameThatCannotBeQuotedIsRefused(String name) {
    assertThatThrownBy(() -> new AudioRendition("audio", name, "en", 2, "a/index.m3u8"))
        .hasMessageStartingWith("Invalid NAME in a playlist: ");
  }

  @Test
  void v01AStreamWithoutVideoAndAudioHasNoPlaylist() {
    assertThatThrownBy(() -> MultivariantPlaylist.of(List.of()))
        .hasMessage("Invalid multivariant playlist: no variants");
  }

  private static List<String> lines(Measured... renditions) {
    return MultivariantPlaylist.of(List.of(renditions))
        .text()
        .lines()
        .skip(3)
        .map(line -> line.replaceAll("BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,", ""))
        .map(line -> line.replace(",AUTOSELECT=YES", "").replace("#EXT-X-MEDIA:TYPE=AUDIO,", ""))
        .map(line -> line.replace(",RESOLUTION=1280x720,FRAME-RATE=29.970", ""))
        .toList();
  }

  private static Measured channels(Measured audio, int channels) {
    StoredTrack t = audio.track();
    StoredTrack track =
        new StoredTrack(
            t.rendition(),
            t.type(),
            t.codecs(),
            t.language(),
            0,
            0,
            0,
            0,
            t.sampleRate(),
            channels,
            t.initFile(),
            t.segmentFile(),
            t.timescale(),
            0,
            t.duration(),
            t.bytes(),
            true);
    return new Measured(track, audio.bandwidth(), true);
  }

  @Test
  void v11EachFamilyOfCodecsIsAGroupOfTheSameMembersWithAVariantOfItsOwn() {
    assertThat(
            lines(
                video("video", 750_000),
                channels(audio("audio", "ec-3", "eng", 90_000), 6),
                audio("audio-2", "mp4a.40.2", "en", 32_000),
                audio("audio-3", "mp4a.40.5", "fra", 16_000)))
        .containsExactly(
            "GROUP-ID=\"audio-aac\",NAME=\"English\",LANGUAGE=\"eng\",DEFAULT=YES,CHANNELS=\"2\",URI=\"audio-2/index.m3u8\"",
            "GROUP-ID=\"audio-aac\",NAME=\"French\",LANGUAGE=\"fra\",DEFAULT=NO,CHANNELS=\"2\",URI=\"audio-3/index.m3u8\"",
            "GROUP-ID=\"audio-ec-3\",NAME=\"English\",LANGUAGE=\"eng\",DEFAULT=YES,CHANNELS=\"6\",URI=\"audio/index.m3u8\"",
            "GROUP-ID=\"audio-ec-3\",NAME=\"French\",LANGUAGE=\"fra\",DEFAULT=NO,CHANNELS=\"2\",URI=\"audio-3/index.m3u8\"",
            "#EXT-X-STREAM-INF:CODECS=\"avc1.64001f,mp4a.40.2,mp4a.40.5\",AUDIO=\"audio-aac\"",
            "video/index.m3u8",
            "#EXT-X-STREAM-INF:CODECS=\"avc1.64001f,ec-3,mp4a.40.5\",AUDIO=\"audio-ec-3\"",
            "video/index.m3u8");
  }

  @Test
  void v02AGroupNeverNeedsACodecThatFewerPlayersDecode() {
    assertThat(
            lines(
                video("video", 750_000),
                audio("audio", "mp4a.40.2", "eng", 32_000),
                audio("audio-2", "ac-3", "fra", 48_000)))
        .contains(
            "#EXT-X-STREAM-INF:CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"audio-aac\"",
            "#EXT-X-STREAM-INF:CODECS=\"avc1.64001f,mp4a.40.2,ac-3\",AUDIO=\"audio-ac-3\"");
  }

  @Test
  void v10ChannelsAndNumbersTellTwoOfOneLanguageApart() {
    assertThat(
            lines(
                video("video", 750_000),
                channels(audio("audio", "mp4a.40.2", "deu", 32_000), 6),
                audio("audio-2", "mp4a.40.2", "ger", 32_000),
                audio("audio-3", "mp4a.40.2", "de", 32_000),
                audio("audio-4", "mp4a.40.2", "und", 32_000),
                audio("audio-10", "mp4a.40.2", "und", 32_000)))
        .filteredOn(line -> line.startsWith("GROUP-ID"))
        .extracting(line -> line.replaceAll(".*NAME=\"([^\"]*)\".*", "$1"))
        .containsExactly(
            "German (5.1)", "German (stereo)", "German (stereo) 2", "Audio", "Audio 2");
  }

  @Test
  void v08OneIsTheDefaultOfAGroupWhateverCameFirst() {
    assertThat(
            lines(
                video("video", 750_000),
                audio("audio-2", "mp4a.40.2", "fra", 32_000),
                audio("audio", "mp4a.40.2", "eng", 32_000)))
        .filteredOn(line -> line.contains("DEFAULT=YES"))
        .singleElement()
        .asString()
        .contains("NAME=\"English\"");
  }

  @Test
  void soundAloneOfSeveralFamiliesIsAVariantForEach() {
    assertThat(
            lines(
                audio("audio", "ac-3", "eng", 32_000),
                audio("audio-2", "mp4a.40.2", "eng", 32_000)))
        .filteredOn(line -> !line.startsWith("GROUP-ID"))
        .containsExactly(
            "#EXT-X-STREAM-INF:CODECS=\"mp4a.40.2\",AUDIO=\"audio-aac\"",
            "audio-2/index.m3u8",
            "#EXT-X-STREAM-INF:CODECS=\"ac-3\",AUDIO=\"audio-ac-3\"",
            "audio/index.m3u8");
  }

  @Test
  void v02NamesEveryCodecThatIsListed() {
    Measured one = video("video", 1_000);
    Measured changed =
        new Measured(one.track(), List.of("hvc1.1.6.L93.B0", "avc1.64001f"), one.bandwidth(), true);
    assertThat(MultivariantPlaylist.of(List.of(changed)).text())
        .contains("CODECS=\"hvc1.1.6.L93.B0,avc1.64001f\"");
  }
}
