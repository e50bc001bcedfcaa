package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodeTimesTest {
  @Test
  void takesTheSmallestTimesInDecodeOrder() {
    DecodeTimes times = DecodeTimes.of(new long[] {100, 160, 120, 140}, 100); // I B B P as I P B B
    long[] durations = {20, 20, 20, 10};
    long[] offsets = {0, 40, -20, -20};
    for (int i = 0; i < durations.length; i++) {
      assertThat(times.duration(i, 170)).as("duration %d", i).isEqualTo(durations[i]);
      assertThat(times.compositionOffset(i)).as("offset %d", i).isEqualTo(offsets[i]);
    }
    assertThat(times.last()).isEqualTo(160);
  }

  @Test
  void beginsWhereTheLastSegmentEndedAndPutsNoTwoAtTheSameTick() {
    DecodeTimes times = DecodeTimes.of(new long[] {10, 10, 10, 12}, 14);
    assertThat(times.last()).isEqualTo(17);
    for (int i = 0; i < 4; i++) {
      assertThat(times.duration(i, 18)).isEqualTo(1);
      assertThat(times.compositionOffset(i)).isZero(); // equal times keep their order
    }
  }
}
