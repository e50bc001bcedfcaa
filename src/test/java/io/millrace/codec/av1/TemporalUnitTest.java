package io.millrace.codec.av1;

import static io.millrace.codec.av1.TestObu.DELIMITER;
import static io.millrace.codec.av1.TestObu.HIDDEN;
import static io.millrace.codec.av1.TestObu.HIDDEN_KEY;
import static io.millrace.codec.av1.TestObu.INTER;
import static io.millrace.codec.av1.TestObu.KEY;
import static io.millrace.codec.av1.TestObu.PADDING;
import static io.millrace.codec.av1.TestObu.SHOW_EXISTING;
import static io.millrace.codec.av1.TestObu.TINY_SEQUENCE;
import static io.millrace.codec.av1.TestObu.hex;
import static io.millrace.codec.av1.TestObu.obu;
import static io.millrace.codec.av1.TestObu.unsized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalUnitTest {
  private static final String MASTERING =
      obu(
          ObuType.METADATA,
          "02"
              + "ae14 4ccd 4000 b333 2666 0f5c 5000 5400".replace(" ", "") // R, G, B, white
              + "0003e800" // 1000 cd/m2, 24.8
              + "00000148" // 0.02 cd/m2, 18.14
              + "80");

  private static TemporalUnit read(String digits) {
    return TemporalUnit.read(hex(digits), null, 0);
  }

  private static Payload sample(String digits) {
    return read(digits).sample(List.of(), Payload.EMPTY, 0);
  }

  @ParameterizedTest
  @CsvSource({
    TINY_SEQUENCE + KEY + ", true, true, 1",
    DELIMITER + TINY_SEQUENCE + KEY + ", true, true, 1",
    INTER + ", true, false, 1",
    HIDDEN + INTER + ", true, false, 2",
    HIDDEN + SHOW_EXISTING + ", true, false, 2",
    HIDDEN + ", false, false, 1",
    // forward key frame: shown later, so decoding cannot start here, nor where it is shown
    TINY_SEQUENCE + HIDDEN_KEY + INTER + ", true, false, 2",
    SHOW_EXISTING + ", true, false, 1",
    TINY_SEQUENCE + ", false, false, 0",
    DELIMITER + ", false, false, 0",
  })
  void tellsWhatIsShownAndWhereDecodingCanStart(
      String digits, boolean shows, boolean sync, int frames) {
    TemporalUnit unit = read(digits);
    assertThat(unit.shows()).isEqualTo(shows);
    assertThat(unit.sync()).isEqualTo(sync);
    assertThat(unit.frames()).isEqualTo(frames);
  }

  @ParameterizedTest
  @ValueSource(strings = {TINY_SEQUENCE + KEY, INTER, HIDDEN + INTER})
  void isItsOwnSampleWhereNothingMustChange(String digits) {
    Payload data = hex(digits);
    TemporalUnit unit = TemporalUnit.read(data, null, 0);
    assertThat(unit.sample(List.of(), Payload.EMPTY, 0)).isSameAs(data);
  }

  @Test
  void leavesDelimitersAndPaddingAtItsEndsOutWithoutACopy() {
    Payload data = hex(DELIMITER + PADDING + TINY_SEQUENCE + KEY + PADDING + DELIMITER);
    Payload sample = TemporalUnit.read(data, null, 0).sample(List.of(), Payload.EMPTY, 0);
    assertThat(sample).isEqualTo(hex(TINY_SEQUENCE + KEY));
    assertThat(sample.array()).isSameAs(data.array());
  }

  @Test
  void leavesOutWhatNoSampleHolds() {
    String redundant = obu(ObuType.REDUNDANT_FRAME_HEADER, "10");
    String tileList = obu(ObuType.TILE_LIST, "00000000");
    String reserved = obu(9, "01");
    assertThat(sample(DELIMITER + TINY_SEQUENCE + KEY + redundant + PADDING + tileList + reserved))
        .isEqualTo(hex(TINY_SEQUENCE + KEY + reserved));
  }

  @Test
  void lastObuMayHaveNoSize() {
    String last = unsized(ObuType.FRAME, "30aabb");
    assertThat(sample(HIDDEN + last)).isEqualTo(hex(HIDDEN + last));
    assertThat(sample(HIDDEN + PADDING + last))
        .isEqualTo(hex(HIDDEN + obu(ObuType.FRAME, "30aabb")));
  }

  @Test
  void unitsThatShowNothingComeFirst() {
    Payload hidden = hex(DELIMITER + unsized(ObuType.FRAME, "20aabb"));
    Payload sample = read(DELIMITER + INTER).sample(List.of(hidden), Payload.EMPTY, 0);
    assertThat(sample).isEqualTo(hex(obu(ObuType.FRAME, "20aabb") + INTER));
  }

  @Test
  void missingSequenceHeaderStandsInFront() {
    Payload sample = read(DELIMITER + KEY).sample(List.of(), hex(TINY_SEQUENCE), 0);
    assertThat(sample).isEqualTo(hex(TINY_SEQUENCE + KEY));
  }

  @Test
  void readsHowThePicturesWereGraded() {
    TemporalUnit unit = read(TINY_SEQUENCE + MASTERING + TestObu.lightLevel(1_000, 400) + KEY);
    assertThat(unit.hdr())
        .isEqualTo(
            new Hdr(
                new Hdr.MasteringDisplay(
                    34_000, 15_000, 12_500, 35_000, 7_500, 3_000, 15_625, 16_406, 10_000_000, 200),
                new Hdr.LightLevel(1_000, 400)));
    assertThat(read(TINY_SEQUENCE + obu(ObuType.METADATA, "0100") + KEY).hdr())
        .isEqualTo(Hdr.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "b200, 'AV1: obu_forbidden_bit (at byte 100)'",
    "36, 'AV1: OBU header ends early (at byte 100)'",
    "32, 'AV1: leb128 does not end (at byte 101)'",
    "3280, 'AV1: leb128 does not end (at byte 101)'",
    "32ffffffffffffffffff7f00, 'AV1: leb128 does not end (at byte 101)'",
    // 2^56 - 1, as much as eight bytes say; 2^63 needs nine
    "32ffffffffffffff7f00, 'AV1: leb128 of 72057594037927935 (at byte 101)'",
    "32ffffffff0f, 'AV1: OBU of 4294967295 bytes, 0 are left (at byte 100)'",
    "3205 10aabbcc, 'AV1: OBU of 5 bytes, 4 are left (at byte 100)'",
    "3200, 'AV1 frame header: ends early, 1 bits wanted, 0 left (at byte 100)'",
  })
  void refusesWhatCannotBeTakenApart(String digits, String message) {
    assertThatThrownBy(() -> TemporalUnit.read(hex(digits), null, 100))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage(message);
  }

  @Test
  void aMillionEmptyObusAreTooMany() {
    byte[] bytes = new byte[2_000_000];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = 0x12;
    }
    assertThatThrownBy(() -> TemporalUnit.read(Payload.of(bytes), null, 0))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("AV1: more than 4096 OBUs in a temporal unit (at byte 0)");
  }

  @Test
  void isDamagedWhereverItEndsInsideAnObu() {
    String digits = DELIMITER + TINY_SEQUENCE + HIDDEN + KEY;
    List<Integer> whole = List.of(2, 14, 20, 26);
    for (int length = 1; length < digits.length() / 2; length++) {
      Payload part = hex(digits).slice(0, length);
      if (whole.contains(length)) {
        assertThat(TemporalUnit.read(part, null, 0).data()).isSameAs(part);
      } else {
        assertThatThrownBy(() -> TemporalUnit.read(part, null, 0))
            .isInstanceOf(MediaException.Malformed.class);
      }
    }
  }

  /** What is read can be written, and says the same again. */
  @Test
  void survivesAnyBytes() {
    long seed = 20261128;
    Random random = new Random(seed);
    byte[] good = hex(DELIMITER + TINY_SEQUENCE + MASTERING + HIDDEN + PADDING + KEY).toByteArray();
    int readable = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        TemporalUnit unit = TemporalUnit.read(Payload.of(bytes), null, 0);
        TemporalUnit again = TemporalUnit.read(unit.sample(List.of(), Payload.EMPTY, 0), null, 0);
        assertThat(again.frames()).as("seed %d, run %d", seed, i).isEqualTo(unit.frames());
        assertThat(again.sync()).isEqualTo(unit.sync());
        readable++;
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
      }
    }
    assertThat(readable).isGreaterThan(1_000);
  }
}
