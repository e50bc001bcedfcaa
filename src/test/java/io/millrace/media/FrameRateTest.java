package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRateTest {
  @ParameterizedTest
  @CsvSource({"25, 25/1", "30000/1001, 30000/1001", "50/2, 25/1", "1/2, 1/2", "1000, 1000/1"})
  void readsARateAsItIsWritten(String written, String rate) {
    assertThat(FrameRate.parse(written)).hasToString(rate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "25/0", "29.97", "-25", "1001", "1/2/3", "9999999999", "x"})
  void refusesWhatIsNoRate(String written) {
    assertThatThrownBy(() -> FrameRate.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid frame rate: %s; write it as 25 or 30000/1001, at most 1000", written);
  }

  @Test
  void isWrittenWithThreeDecimals() {
    assertThat(FrameRate.parse("30000/1001").decimal()).isEqualTo("29.970");
  }
}
