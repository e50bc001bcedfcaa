package io.millrace.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StartCodesTest {
  private static int nextNaively(byte[] bytes, int from, int to) {
    for (int i = from; i + 3 <= to; i++) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
        return i;
      }
    }
    return StartCodes.NONE;
  }

  @Test
  void findsThePrefixAtEveryPlaceOfABlock() {
    for (int place = 0; place < 125; place++) {
      byte[] bytes = new byte[128];
      Arrays.fill(bytes, (byte) 0x80);
      bytes[place] = 0;
      bytes[place + 1] = 0;
      bytes[place + 2] = 1;
      for (int from = 0; from <= 128; from++) {
        int expected = from <= place ? place : StartCodes.NONE;
        assertThat(StartCodes.next(bytes, from, 128))
            .as("%d from %d", place, from)
            .isEqualTo(expected);
      }
      assertThat(StartCodes.next(bytes, 0, place + 2)).isEqualTo(StartCodes.NONE);
      assertThat(StartCodes.next(bytes, 0, place + 3)).isEqualTo(place);
    }
  }

  @Test
  void agreesWithANaiveSearchOnBytesFullOfZerosAndOnes() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      for (int i = 0; i < bytes.length; i++) {
        int draw = random.nextInt(8);
        bytes[i] = (byte) (draw < 3 ? 0 : draw < 4 ? 1 : random.nextInt(256));
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      assertThat(StartCodes.next(bytes, from, to))
          .as("seed %d", seed)
          .isEqualTo(nextNaively(bytes, from, to));
    }
  }

  @Test
  void findsThePrefixAfterPairsThatOnlyLookLikeOne() {
    for (int place = 0; place < 64; place++) {
      byte[] bytes = new byte[200];
      Arrays.fill(bytes, (byte) 0x80);
      bytes[place] = 0;
      bytes[place + 1] = 1;
      bytes[place + 40] = 0;
      bytes[place + 41] = 0;
      bytes[place + 42] = 2;
      bytes[place + 100] = 0;
      bytes[place + 101] = 0;
      bytes[place + 102] = 1;
      assertThat(StartCodes.next(bytes, 0, 200)).isEqualTo(place + 100);
    }
  }

  @Test
  void skipsZerosThatComeBeforeThePrefix() {
    byte[] bytes = new byte[1000];
    bytes[999] = 1;
    assertThat(StartCodes.next(bytes, 0, 1000)).isEqualTo(997);
  }

  @Test
  void refusesARangeOutsideOfTheArray() {
    assertThatThrownBy(() -> StartCodes.next(new byte[4], 1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
