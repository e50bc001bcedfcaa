package io.millrace.playlist.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import org.junit.jupiter.api.Test;

class BandwidthTest {
  private static Bandwidth add(Bandwidth bandwidth, long bytes, long milliseconds) {
    return bandwidth.plus(bytes, milliseconds, Timescale.MILLISECONDS, 2);
  }

  @Test
  void holdsForEveryTargetDurationThatThereMayBe() {
    Timescale millis = Timescale.MILLISECONDS;
    // The last one is too short to count alone, and joins the one before it where that may be.
    Bandwidth unknown =
        Bandwidth.NONE.plus(240_000, 1920, millis, 1, 2).plus(60_000, 384, millis, 1, 2);
    assertThat(unknown.peakOrAverage()).isEqualTo(300_000L * 8_000 / 2304 + 1);
    Bandwidth short1 = Bandwidth.NONE.plus(240_000, 1920, millis, 1).plus(60_000, 384, millis, 1);
    assertThat(short1.peakOrAverage()).isEqualTo(1_000_000);
  }

  @Test
  void v05ThePeakIsTheHighestRateOfOneSegment() {
    Bandwidth bandwidth = add(add(add(Bandwidth.NONE, 250_000, 2_000), 500_000, 2_000), 1, 2_000);
    assertThat(bandwidth.peakOrAverage()).isEqualTo(2_000_000);
    assertThat(bandwidth.average()).isEqualTo(1_000_002);
  }

  @Test
  void v05AShortSegmentCountsOnlyTogetherWithItsNeighbours() {
    Bandwidth one = add(add(Bandwidth.NONE, 250_000, 2_000), 100_000, 100);
    assertThat(one.peak()).isEqualTo(1_333_334);
    assertThat(add(one, 250_000, 1_900).peak()).isEqualTo(1_400_000);
  }

  @Test
  void v05ALongSegmentAfterAShortOneStillCountsByItself() {
    Bandwidth bandwidth = add(add(Bandwidth.NONE, 1, 500), 250_000, 2_000);
    assertThat(bandwidth.peak()).isEqualTo(1_000_000);
  }

  @Test
  void aStreamOfOneShortSegmentHasItsAverage() {
    assertThat(add(Bandwidth.NONE, 12_500, 100).peakOrAverage()).isEqualTo(1_000_000);
    assertThat(Bandwidth.NONE.average()).isZero();
  }

  @Test
  void tenYearsDoNotOverflow() {
    long milliseconds = 10L * 365 * 86_400 * 1_000;
    Bandwidth bandwidth = add(Bandwidth.NONE, milliseconds * 10_000, milliseconds);
    assertThat(bandwidth.average()).isBetween(80_000_000L, 80_000_001L);
  }

  @Test
  void isTheSameAfterSaveAndLoad() {
    Bandwidth bandwidth = add(add(Bandwidth.NONE, 250_000, 2_000), 100_000, 100);
    assertThat(SavedState.reload(bandwidth::save, Bandwidth::load)).isEqualTo(bandwidth);
    byte[] newer = SavedState.of(bandwidth::save);
    newer[0] = 9;
    assertThatThrownBy(() -> SavedState.load(newer, Bandwidth::load))
        .hasMessage("Cannot read saved bandwidth: version 9, newest known is 1");
  }

  @Test
  void countsALastShortSegmentTogetherWithTheOneBeforeIt() {
    Timescale millis = new Timescale(1000);
    Bandwidth measured =
        Bandwidth.NONE
            .plus(250_000, 2000, millis, 2) // 1 Mb/s
            .plus(250_000, 2000, millis, 2)
            .plus(125_000, 600, millis, 2); // 1.67 Mb/s, too short to count alone
    assertThat(measured.peakOrAverage()).isEqualTo((250_000L + 125_000) * 8 * 1000 / 2600 + 1);
  }
}
