package io.millrace.codec.vp9;

import static io.millrace.codec.vp9.TestFrame.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuperframeTest {
  @Test
  void findsTheFramesOfAnIndex() {
    Payload unit = hex("84aaaa 86bb c1 03 02 c1"); // two frames, sizes of one byte
    assertThat(Superframe.frames(unit, 0)).containsExactly(hex("84aaaa"), hex("86bb"));
    assertThat(Superframe.frames(unit, 0).get(0).array()).isSameAs(unit.array());
    Payload wide = hex("84aaaa 86bb c9 0300 0200 c9"); // of two
    assertThat(Superframe.frames(wide, 0)).containsExactly(hex("84aaaa"), hex("86bb"));
  }

  @ParameterizedTest
  @CsvSource({
    "86bb, one frame",
    "86c1, the first byte of an index is missing",
    "86aac2bbccc1, another first byte",
    "c1, shorter than an index",
  })
  void isOneFrameWithoutAnIndex(String digits, String why) {
    assertThat(Superframe.frames(hex(digits), 0)).as(why).containsExactly(hex(digits));
  }

  @ParameterizedTest
  @CsvSource({
    "84aa c1 02 01 c1, 'VP9: frame 1 of 2 has 1 bytes, 0 are left (at byte 7)'",
    "84aa c1 00 02 c1, 'VP9: frame 0 of 2 has 0 bytes, 2 are left (at byte 7)'",
    "84aa d8 ffffffff d8, 'VP9: frame 0 of 1 has 4294967295 bytes, 2 are left (at byte 7)'",
  })
  void refusesSizesThatLie(String digits, String message) {
    assertThatThrownBy(() -> Superframe.frames(hex(digits), 5))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage(message);
  }

  @Test
  void isTheSameAfterJoiningAndFinding() {
    for (int count = 1; count <= Superframe.MAX_FRAMES; count++) {
      List<Payload> frames = Collections.nCopies(count, hex("86" + "11".repeat(count)));
      assertThat(Superframe.frames(Superframe.of(frames), 0)).isEqualTo(frames);
    }
    assertThatThrownBy(() -> Superframe.of(Collections.nCopies(9, TestFrame.INTER)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A frame is not taken apart again: nesting costs nothing. */
  @Test
  void doesNotLookIntoASuperframeInASuperframe() {
    Payload nested = TestFrame.HIDDEN;
    for (int i = 0; i < 10_000; i++) {
      nested = Superframe.of(List.of(nested));
      assertThat(Superframe.frames(nested, 0)).hasSize(1);
    }
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(20261129);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(24)];
      random.nextBytes(bytes);
      bytes[bytes.length - 1] = (byte) (0xc0 | random.nextInt(32));
      int count = (bytes[bytes.length - 1] & 7) + 1;
      int index = 2 + count * ((bytes[bytes.length - 1] >> 3 & 3) + 1);
      if (index <= bytes.length) {
        bytes[bytes.length - index] = bytes[bytes.length - 1];
      }
      try {
        assertThat(Superframe.frames(Payload.of(bytes), 0)).isNotEmpty();
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
      }
    }
  }
}
