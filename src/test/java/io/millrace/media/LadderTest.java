package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Rung.Preset;
import io.millrace.media.Rung.Profile;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
  private static final Rung HD = new Rung(720, 3_000_000);
  private static final Rung SD = new Rung(480, 1_200_000);

  @Test
  void readsAList() {
    Ladder ladder = Ladder.parse("copy,720p:3000k,480p:1200k");
    assertThat(ladder.copy()).isTrue();
    assertThat(ladder.rungs()).containsExactly(HD, SD);
    assertThat(HD.rendition()).isEqualTo("video-720p");
    assertThat(Ladder.parse("480p:1200k").copy()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"source, true, 0", "single, false, 1", "standard, true, 2", "full, false, 5"})
  void knowsItsPresets(String preset, boolean copy, int rungs) {
    Ladder ladder = Ladder.parse(preset);
    assertThat(ladder.copy()).isEqualTo(copy);
    assertThat(ladder.rungs()).hasSize(rungs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "all",
        "copy,copy",
        "720p",
        "720p:3000",
        "719p:3000k",
        "720p:1k",
        "720p:999999k",
        "99998p:3000k",
        "480p:1200k,720p:3000k",
        "720p:3000k,720p:2000k",
        "720p:3000k,",
        "480p:1200k,copy",
        "720p30.5:3000k",
        "720p121:3000k",
        "720p0:3000k",
        "720p:3000k:crf52",
        "720p:3000k:crf07",
        "720p:crf",
        "720p:3000k:placebo",
        "720p:3000k:main:medium",
        "720p:3000k:high:hevc",
        "720p:3000k:av1",
        "720p:3000k:",
        "0720p:3000k",
        "720p60:3000k,720p59.94:3000k"
      })
  void refusesWhatIsNoLadder(String written) {
    assertThatThrownBy(() -> Ladder.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid ladder");
  }

  @Test
  void readsARecipe() {
    assertThat(Ladder.parse("1080p60:6000k:hevc").rungs())
        .containsExactly(
            new Rung(1080, new FrameRate(60, 1), 6_000_000, null, null, null, Codec.H265));
    assertThat(Ladder.parse("720p29.97:2800k:crf21:medium:main,480p:crf26").rungs())
        .containsExactly(
            new Rung(
                720, new FrameRate(30_000, 1001), 2_800_000, 21, Preset.MEDIUM, Profile.MAIN, null),
            new Rung(480, null, 0, 26, null, null, null));
  }

  @Test
  void knowsWhatIsNotSaid() {
    Rung rung = Rung.parse("720p:2800k");
    assertThat(rung.output()).isEqualTo(Codec.H264);
    assertThat(rung.quality()).isEqualTo(23);
    assertThat(rung.effort()).isEqualTo(Preset.VERYFAST);
    assertThat(Rung.parse("720p:2800k:hevc").quality()).isEqualTo(28);
  }

  @Test
  void namesRenditionsByWhatSetsThemApart() {
    Ladder ladder = Ladder.parse("720p59.94:5000k,720p30:3000k,720p:2000k,720p:2000k:hevc");
    assertThat(ladder.rungs())
        .extracting(Rung::rendition)
        .containsExactly("video-720p60", "video-720p30", "video-720p", "video-720p-hevc");
  }

  @Provide
  Arbitrary<String> rungs() {
    Arbitrary<String> head =
        Combinators.combine(
                Arbitraries.integers().between(1, 2160).map(half -> 2 * half),
                Arbitraries.of("", "1", "25", "30", "100", "120", "23.976", "29.97", "119.88"))
            .as((height, rate) -> height + "p" + rate);
    Arbitrary<String> quality =
        Arbitraries.oneOf(
            Arbitraries.integers().between(50, 200_000).map(kilobits -> ":" + kilobits + "k"),
            Arbitraries.integers().between(0, 51).map(crf -> ":crf" + crf),
            Arbitraries.integers().between(0, 51).map(crf -> ":3000k:crf" + crf));
    Arbitrary<String> preset =
        Arbitraries.of(Preset.class).map(value -> ":" + value.title()).injectNull(0.5);
    Arbitrary<String> codec =
        Arbitraries.of("", ":baseline", ":main", ":high", ":high:h264", ":main:hevc", ":hevc");
    return Combinators.combine(head, quality, preset, codec)
        .as((a, b, c, d) -> a + b + (c == null ? "" : c) + d);
  }

  @Property
  void writesWhatItHasRead(@ForAll("rungs") String rung) {
    assertThat(Ladder.parse(rung).written()).isEqualTo(rung);
    assertThat(Ladder.parse("copy," + rung)).hasToString("copy," + rung);
    assertThat(Ladder.parse(Ladder.parse(rung).written())).isEqualTo(Ladder.parse(rung));
  }

  @Test
  void writesListsOfRungs() {
    String written = "copy,1080p60:6000k:hevc,720p:2800k:crf21:medium:main,480p:crf26";
    assertThat(Ladder.parse(written).written()).isEqualTo(written);
    assertThat(Ladder.SOURCE.written()).isEqualTo("copy");
    assertThat(Ladder.parse("standard").written()).isEqualTo("copy,720p:2800k,480p:1200k");
  }

  @Test
  void isBounded() {
    List<String> rungs =
        Stream.iterate(100, height -> height - 2).limit(17).map(h -> h + "p:crf23").toList();
    assertThatThrownBy(() -> Ladder.parse(String.join(",", rungs)))
        .hasMessage("Invalid ladder: 17 rungs, at most 16");
  }

  @ParameterizedTest
  @CsvSource({
    "8, 350",
    "240, 350",
    "300, 525",
    "360, 700",
    "480, 1200",
    "600, 2000",
    "720, 2800",
    "1080, 5000",
    "1440, 9000",
    "1800, 12500",
    "2160, 16000",
    "4320, 16000"
  })
  void encodesTheWholePictureAtABitRateForItsHeight(int height, int kilobits) {
    assertThat(Ladder.whole(height)).isEqualTo(new Rung(height, kilobits * 1000));
  }

  @Test
  void keepsSizesEvenWithoutMakingThemLarger() {
    assertThat(Ladder.whole(719).height()).isEqualTo(718);
    assertThat(Ladder.whole(9).height()).isEqualTo(8);
    assertThat(Ladder.whole(1).height()).isEqualTo(2);
    assertThat(Ladder.parse("90p:100k").below(9)).containsExactly(new Rung(8, 100_000));
  }

  @Test
  void neverMakesPicturesLarger() {
    Ladder all = Ladder.parse("720p:3000k,480p:1200k");
    assertThat(all.below(1080)).containsExactly(HD, SD);
    assertThat(all.below(720)).containsExactly(HD, SD);
    assertThat(all.below(719)).containsExactly(SD);
    assertThat(all.below(361)).containsExactly(new Rung(360, 1_200_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "source; 360p:800k; copy,360p:800k",
        "copy,720p:3000k; 1080p:6000k,360p:800k; copy,1080p:6000k,720p:3000k,360p:800k",
        "copy,720p:3000k; copy,720p:3000k,360p:800k; copy,720p:3000k,360p:800k",
        "720p:3000k; 720p:2000k:hevc; 720p:3000k,720p:2000k:hevc",
        "720p:3000k; 720p:2000k:hevc,720p:3000k; 720p:2000k:hevc,720p:3000k",
        "720p:3000k; 720p:3000k; 720p:3000k"
      })
  void takesMoreRungs(String ladder, String more, String whole) {
    assertThat(Ladder.parse(ladder).with(Ladder.parse(more))).isEqualTo(Ladder.parse(whole));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "720p:3000k; 720p:2000k; video-720p twice",
        "720p:3000k; copy; copy cannot be added, it decides where segments end"
      })
  void takesNoRungThatWouldBeAnotherOne(String ladder, String more, String why) {
    assertThatThrownBy(() -> Ladder.parse(ladder).with(Ladder.parse(more)))
        .hasMessageContaining(why);
  }

  @Test
  void makesNothingAsLargeAsTheCopyBesideIt() {
    Ladder withCopy = Ladder.parse("copy,720p:3000k,480p:1200k");
    assertThat(withCopy.below(720)).containsExactly(SD);
    assertThat(withCopy.below(360)).isEmpty();
  }
}
