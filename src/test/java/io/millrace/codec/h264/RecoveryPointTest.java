package io.millrace.codec.h264;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Payload;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryPointTest {
  @ParameterizedTest
  @CsvSource({
    "060601c480, 0", // at once, exact
    "0606016680, 2", // ue(2) is 011
    "0601020000060184 80, 0", // a pic_timing message in front
    "06010200000501ff80, -1", // other messages
    "0606, -1", // ends too early
    "06ffffffffffff, -1"
  })
  void readsWhereDecodingMayBegin(String sei, int frames) {
    Payload nalUnit = Payload.of(HexFormat.of().parseHex(sei.replace(" ", "")));
    assertThat(RecoveryPoint.frames(nalUnit, 0)).isEqualTo(frames);
  }
}
