package io.millrace.codec.nal;

import static io.millrace.codec.h264.TestSps.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.Rbsp;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h265.H265Syntax;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track.Framing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NalIndexTest {
  private final NalIndex index = new NalIndex();

  private List<Payload> annexB(Payload unit) {
    index.read(H264Syntax.INSTANCE, unit, Framing.ANNEX_B, 4, 0);
    return found();
  }

  private List<Payload> lengthPrefixed(Payload unit, int lengthSize) {
    index.read(H264Syntax.INSTANCE, unit, Framing.LENGTH_PREFIXED, lengthSize, 1000);
    return found();
  }

  private List<Payload> found() {
    List<Payload> nalUnits = new ArrayList<>();
    for (int i = 0; i < index.count(); i++) {
      nalUnits.add(index.nalUnit(i));
    }
    return nalUnits;
  }

  @Test
  void findsNalUnitsBehindStartCodesOfBothLengths() {
    assertThat(annexB(hex("00000001 09f0 000001 6588 00000001 6101")))
        .containsExactly(hex("09f0"), hex("6588"), hex("6101"));
  }

  @Test
  void leavesOutZeroBytesBeforeBetweenAndBehind() {
    assertThat(annexB(hex("0000000000 000001 6588 000000 000001 6101 0000")))
        .containsExactly(hex("6588"), hex("6101"));
    assertThat(annexB(hex("ff12 000001 6588"))).containsExactly(hex("6588"));
    assertThat(annexB(hex("000001 000001 00000001"))).isEmpty();
  }

  @Test
  void takesStartCodesWhereItIsToldTheyAre() {
    Payload unit = hex("00000001 09f0 000001 6588 00000001 6101");
    assertThat(annexB(unit.withStartCodes(new int[] {1, 6, 12}))).isEqualTo(annexB(unit));
    assertThat(annexB(unit.withStartCodes(new int[] {1, 12})))
        .containsExactly(hex("09f0 000001 6588"), hex("6101"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void findsNalUnitsBehindLengthsOfEachSize(int lengthSize) {
    Payload unit = withLengths(List.of(hex("658884"), hex("6101")), lengthSize);
    assertThat(lengthPrefixed(unit, lengthSize)).containsExactly(hex("658884"), hex("6101"));
    assertThat(index.sample()).isEqualTo(hex("00000003 658884 00000002 6101"));
  }

  @Test
  void refusesALengthBeyondTheUnit() {
    assertThatThrownBy(() -> lengthPrefixed(hex("00000002 6101 00000004 410203"), 4))
        .hasMessage("H.264: NAL unit of 4 bytes, 3 left in the access unit (at byte 1006)");
    assertThatThrownBy(() -> lengthPrefixed(hex("ffffffff 6101"), 4))
        .isInstanceOf(MediaException.Malformed.class);
    assertThatThrownBy(() -> lengthPrefixed(hex("00000002 6101 05"), 4))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void readsStuffingBehindTheLastNalUnitAsNothing() {
    assertThat(lengthPrefixed(hex("00000002 6101 0000"), 4)).containsExactly(hex("6101"));
    assertThat(index.sample()).isEqualTo(hex("00000002 6101"));
  }

  /** 00 00 01 xx: a start code, or the length of a NAL unit of 256 to 511 bytes. */
  @Test
  void tellsALengthFromAStartCodeByWhereItLeads() {
    for (int length = 256; length < 512; length++) {
      byte[] nalUnit = new byte[length];
      new Random(length).nextBytes(nalUnit);
      nalUnit[0] = 0x65;
      Payload unit = withLengths(List.of(Payload.of(nalUnit), hex("6101")), 4);
      assertThat(unit.slice(0, 3)).isEqualTo(hex("000001"));
      assertThat(lengthPrefixed(unit, 4)).containsExactly(Payload.of(nalUnit), hex("6101"));
      assertThat(index.sample()).isSameAs(unit);
    }
  }

  @Test
  void readsStartCodesWhereTheContainerPromisedLengths() {
    Payload unit = hex("000001 09f0 000001 658884 000001 61e001");
    assertThat(lengthPrefixed(unit, 4)).containsExactly(hex("09f0"), hex("658884"), hex("61e001"));
    assertThat(index.sample()).isEqualTo(hex("00000002 09f0 00000003 658884 00000003 61e001"));
  }

  @Test
  void readsLengthsWhereTheContainerPromisedStartCodes() {
    assertThat(annexB(hex("00000003 658884 00000002 6101")))
        .containsExactly(hex("658884"), hex("6101"));
  }

  @Test
  void keepsToTheContainersWordWhereBothWouldDo() {
    // As a length 0x0167: one NAL unit of type 4 that ends exactly with the unit.
    byte[] bytes = new byte[4 + 0x167];
    hex("000001 67 64").copyTo(bytes, 0);
    bytes[bytes.length - 1] = 1;
    assertThat(annexB(Payload.of(bytes)).get(0).unsignedAt(0)).isEqualTo(0x67);
    assertThat(lengthPrefixed(Payload.of(bytes), 4).get(0).unsignedAt(0)).isEqualTo(0x64);
  }

  @Test
  void handsTheSameBytesOnWhereNothingIsToBeDone() {
    Payload unit = hex("00000002 0605 00000003 658884");
    lengthPrefixed(unit, 4);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    assertThat(index.sample()).isSameAs(unit);
  }

  @Test
  void cutsAViewWhereOnlyTheFrontIsLeftOut() {
    Payload unit = hex("00000002 09f0 00000002 6742 00000002 68ce 00000003 658884");
    lengthPrefixed(unit, 4);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    Payload sample = index.sample();
    assertThat(sample).isEqualTo(hex("00000003 658884"));
    assertThat(sample.array()).isSameAs(unit.array());
  }

  @Test
  void leavesFillerDataOut() {
    lengthPrefixed(hex("00000003 658884 00000004 0cffff80"), 4);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    assertThat(index.sample()).isEqualTo(hex("00000003 658884"));
  }

  @Test
  void copiesOnceWhereTheMiddleIsLeftOut() {
    Payload unit = hex("00000002 0605 00000002 68ce 00000003 658884");
    lengthPrefixed(unit, 4);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    assertThat(index.sample()).isEqualTo(hex("00000002 0605 00000003 658884"));
    assertThat(index.has(NalUnitType.IDR_SLICE)).isTrue();
  }

  @Test
  void countsOnlySlicesWithoutTheForbiddenBitAsPictures() {
    annexB(hex("000001 09f0 000001 0605 000001 6742 000001 0c"));
    assertThat(index.firstOfPicture()).isEqualTo(-1);
    annexB(hex("000001 e588"));
    assertThat(index.firstOfPicture()).isEqualTo(-1);
    annexB(hex("000001 0605 000001 41e0"));
    assertThat(index.firstOfPicture()).isEqualTo(1);
    assertThat(index.has(NalUnitType.IDR_SLICE)).isFalse();
  }

  @Test
  void passesOverAMillionEmptyNalUnitsAndBoundsOthers() {
    byte[] empty = new byte[3_000_003];
    for (int i = 2; i < empty.length; i += 3) {
      empty[i] = 1;
    }
    assertThat(annexB(Payload.of(empty))).isEmpty();
    assertThat(lengthPrefixed(Payload.of(new byte[4_000_000]), 4)).isEmpty();
    byte[] tiny = new byte[4_000_000];
    for (int i = 0; i < tiny.length; i += 4) {
      tiny[i + 2] = 1;
      tiny[i + 3] = 0x41;
    }
    assertThatThrownBy(() -> annexB(Payload.of(tiny)))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageContaining("more than 16384 NAL units");
  }

  /** H.265: the header of a NAL unit has two bytes, and the trap is the same. */
  @Test
  void readsH265InBothFramings() {
    Payload annexB = hex("00000001 460150 000001 2601af 000001 2601 0000");
    index.read(H265Syntax.INSTANCE, annexB, Framing.ANNEX_B, 4, 0);
    assertThat(found()).containsExactly(hex("460150"), hex("2601af"), hex("2601"));
    assertThat(index.type(index.firstOfPicture())).isEqualTo(19);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    assertThat(index.sample()).isEqualTo(hex("00000003 2601af 00000002 2601"));
    for (int length = 256; length < 512; length++) {
      byte[] nalUnit = new byte[length];
      new Random(length).nextBytes(nalUnit);
      nalUnit[0] = 0x26;
      nalUnit[1] = 1;
      Payload unit = withLengths(List.of(Payload.of(nalUnit), hex("0201d0")), 4);
      index.read(H265Syntax.INSTANCE, unit, Framing.LENGTH_PREFIXED, 4, 0);
      assertThat(found()).containsExactly(Payload.of(nalUnit), hex("0201d0"));
    }
    index.read(H265Syntax.INSTANCE, annexB, Framing.LENGTH_PREFIXED, 4, 0);
    assertThat(index.count()).isEqualTo(3);
  }

  @Test
  void takesNoH265NalUnitWithAHeaderThatCannotBeForAPicture() {
    Payload cut = hex("000001 26 000001 a601af 000001 2600af 000001 2609af");
    index.read(H265Syntax.INSTANCE, cut, Framing.ANNEX_B, 4, 0);
    assertThat(index.firstOfPicture()).isEqualTo(-1);
    assertThat(index.type(0)).isEqualTo(io.millrace.codec.h265.NalUnitType.FORBIDDEN);
    assertThat(index.type(3)).isEqualTo(io.millrace.codec.h265.NalUnitType.OTHER_LAYER);
  }

  @Property(tries = 200)
  void makesTheSameSampleFromStartCodesAndFromLengths(
      @ForAll @Size(min = 1, max = 8) List<@Size(min = 1, max = 600) byte[]> bodies,
      @ForAll @IntRange(min = 0, max = 3) int zeros) {
    List<Payload> nalUnits = new ArrayList<>();
    for (byte[] body : bodies) {
      nalUnits.add(nalUnit(body));
    }
    Payload prefixed = withLengths(nalUnits, 4);
    assertThat(annexB(withStartCodes(nalUnits, zeros))).isEqualTo(nalUnits);
    assertThat(index.sample()).isEqualTo(prefixed);
    assertThat(lengthPrefixed(prefixed, 4)).isEqualTo(nalUnits);
    assertThat(index.sample()).isSameAs(prefixed);
  }

  /** A NAL unit that may stand in a stream: a slice, escaped, not ending in zero. */
  private static Payload nalUnit(byte[] body) {
    byte[] raw = new byte[body.length + 2];
    raw[0] = 0x41;
    System.arraycopy(body, 0, raw, 1, body.length);
    raw[raw.length - 1] = (byte) 0x80;
    return Rbsp.escape(Payload.of(raw));
  }

  private static Payload withStartCodes(List<Payload> nalUnits, int zeros) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(new byte[zeros]);
      out.writeBytes(new byte[] {0, 0, 1});
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  private static Payload withLengths(List<Payload> nalUnits, int lengthSize) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      for (int i = lengthSize - 1; i >= 0; i--) {
        out.write(nalUnit.length() >> (8 * i));
      }
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  @Test
  void throwsOnlyMediaExceptionsOnAnyBytes() {
    Random random = new Random(4);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(3));
      }
      Framing framing = random.nextBoolean() ? Framing.ANNEX_B : Framing.LENGTH_PREFIXED;
      try {
        index.read(H264Syntax.INSTANCE, Payload.of(bytes), framing, 1 + random.nextInt(4), 0);
        index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
        assertThat(index.sample().length()).isLessThanOrEqualTo(5 * bytes.length);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
      }
    }
  }
}
