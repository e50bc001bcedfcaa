package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Ladder.Rung;
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
        "720p:3000k,"
      })
  void refusesWhatIsNoLadder(String written) {
    assertThatThrownBy(() -> Ladder.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid ladder");
  }

  @Test
  void neverMakesPicturesLarger() {
    Ladder all = Ladder.parse("720p:3000k,480p:1200k");
    assertThat(all.below(1080)).containsExactly(HD, SD);
    assertThat(all.below(720)).containsExactly(HD, SD);
    assertThat(all.below(719)).containsExactly(SD);
    assertThat(all.below(361)).containsExactly(new Rung(360, 1_200_000));
  }

  @Test
  void makesNothingAsLargeAsTheCopyBesideIt() {
    Ladder withCopy = Ladder.parse("copy,720p:3000k,480p:1200k");
    assertThat(withCopy.below(720)).containsExactly(SD);
    assertThat(withCopy.below(360)).isEmpty();
  }
}
