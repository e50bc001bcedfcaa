package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Treatment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackSelectionTest {
  private enum Flag {
    PREFERRED,
    COVER_ART
  }

  private static Track track(int id, Codec codec, String language, Flag... flags) {
    List<Flag> all = List.of(flags);
    return new Track(
        id,
        codec,
        codec.name(),
        Payload.EMPTY,
        Track.Framing.RAW,
        Timescale.MILLISECONDS,
        null,
        0,
        0,
        0,
        0,
        Display.UNDECLARED,
        language,
        all.contains(Flag.COVER_ART) ? Track.Use.AUXILIARY : Track.Use.PROGRAMME,
        all.contains(Flag.PREFERRED));
  }

  private static List<Integer> audio(List<Track> tracks, String... choices) {
    return TrackSelection.of(tracks, choosing(SelectionSettings.BY_RULE, choices)).audio().stream()
        .map(Track::id)
        .toList();
  }

  private static SelectionSettings choosing(int videoTrack, String... audioTracks) {
    return new SelectionSettings(
        SelectionSettings.DEFAULT.codecs(),
        videoTrack,
        List.of(audioTracks),
        EncodingSettings.NONE);
  }

  private static int video(List<Track> tracks, int choice) {
    Track chosen = TrackSelection.of(tracks, choosing(choice)).video();
    return chosen == null ? 0 : chosen.id();
  }

  @Test
  void leavesOutWhatPlayersDoNotDecodeWhereAllIsToBeCopied() {
    Track vp8 = track(1, Codec.VP8, "und");
    Track dts = track(2, Codec.DTS, "und");
    Ladder ladder = Ladder.parse("copy,360p:700k");
    for (Treatment treatment : Treatment.values()) {
      SelectionSettings settings =
          SelectionSettings.DEFAULT.with(EncodingSettings.of(ladder, treatment, treatment));
      TrackSelection selection = TrackSelection.of(List.of(vp8, dts), settings);
      TrackFate fate = treatment == Treatment.COPY ? TrackFate.NEEDS_ENCODING : TrackFate.ENCODED;
      assertThat(selection.fate(vp8, settings)).isEqualTo(fate);
      assertThat(selection.fate(dts, settings)).isEqualTo(fate);
    }
  }

  @Test
  void takesTheFirstVideoThatIsNoCoverArtAndPassesThrough() {
    List<Track> tracks =
        List.of(
            track(1, Codec.H264, "und", Flag.COVER_ART, Flag.PREFERRED),
            track(2, Codec.OTHER_VIDEO, "und", Flag.PREFERRED),
            track(3, Codec.H264, "und"),
            track(4, Codec.H264, "und"));
    assertThat(video(tracks, SelectionSettings.BY_RULE)).isEqualTo(3);
    assertThat(video(tracks, 4)).isEqualTo(4);
    assertThat(video(tracks, 1)).as("never cover art").isEqualTo(3);
    assertThat(video(tracks, 99)).as("one that is not there").isEqualTo(3);
  }

  @Test
  void prefersWhatTheContainerPrefers() {
    List<Track> tracks =
        List.of(
            track(1, Codec.H264, "und"),
            track(2, Codec.H264, "und", Flag.PREFERRED),
            track(3, Codec.AAC, "deu"),
            track(4, Codec.AAC, "eng", Flag.PREFERRED),
            track(5, Codec.AAC, "fra", Flag.PREFERRED));
    assertThat(video(tracks, SelectionSettings.BY_RULE)).isEqualTo(2);
    assertThat(audio(tracks)).containsExactly(4, 3, 5);
  }

  @Test
  void takesAudioByIdOrLanguageInTheOrderOfTheChoice() {
    List<Track> tracks =
        List.of(
            track(3, Codec.AAC, "ger"),
            track(4, Codec.AAC, "eng"),
            track(5, Codec.AAC, "fra"),
            track(6, Codec.AAC, "en-GB"),
            track(7, Codec.DTS, "fra"));
    assertThat(audio(tracks, "5", "en")).containsExactly(5, 4, 6);
    assertThat(audio(tracks, "de")).containsExactly(3);
    assertThat(audio(tracks, "7", "jpn")).as("none fits: all").containsExactly(3, 4, 5, 6);
  }

  @Test
  void takesAtMostSixteenAudioTracks() {
    List<Track> tracks =
        IntStream.range(0, 300).mapToObj(id -> track(id, Codec.AAC, "und")).toList();
    assertThat(audio(tracks)).hasSize(TrackSelection.MAX_AUDIO);
  }

  @Test
  void saysWhatBecomesOfEachTrack() {
    List<Track> tracks =
        List.of(
            track(1, Codec.H264, "und"),
            track(2, Codec.H264, "und"),
            track(3, Codec.H264, "und", Flag.COVER_ART),
            track(4, Codec.AAC, "und"),
            track(5, Codec.DTS, "und"),
            track(6, Codec.SUBTITLE, "und"),
            track(7, Codec.DATA, "und"));
    TrackSelection selection = TrackSelection.of(tracks, SelectionSettings.DEFAULT);
    assertThat(tracks.stream().map(track -> selection.fate(track, SelectionSettings.DEFAULT)))
        .containsExactly(
            TrackFate.PUBLISHED,
            TrackFate.NOT_SELECTED,
            TrackFate.NOT_PROGRAMME,
            TrackFate.PUBLISHED,
            TrackFate.NEEDS_ENCODING,
            TrackFate.NOT_MEDIA,
            TrackFate.NOT_MEDIA);
  }

  @Test
  void whatTheTargetPlayersDoNotDecodeNeedsEncoding() {
    SelectionSettings aacOnly =
        new SelectionSettings(
            SelectionSettings.codecs(List.of("aac")),
            SelectionSettings.BY_RULE,
            List.of(),
            EncodingSettings.NONE);
    Track video = track(1, Codec.H264, "und");
    TrackSelection selection = TrackSelection.of(List.of(video), aacOnly);
    assertThat(selection.video()).isNull();
    assertThat(selection.fate(video, aacOnly)).isEqualTo(TrackFate.NEEDS_ENCODING);
  }

  @Test
  void namesTheCodecsThereAreWhereOneIsNot() {
    assertThat(SelectionSettings.codecs(List.of(" H264", "mp3")))
        .containsExactly(Codec.H264, Codec.MPEG_AUDIO);
    assertThatThrownBy(() -> SelectionSettings.codecs(List.of("vorbis")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'vorbis'")
        .hasMessageContaining("h264, h265, av1");
  }
}
