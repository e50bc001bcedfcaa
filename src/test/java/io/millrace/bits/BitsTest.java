package io.millrace.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BitsTest {
  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  private static BitReader reader(String digits) {
    return BitReader.of("test", hex(digits), 1000);
  }

  @Test
  void readsFieldsMostSignificantBitFirst() {
    BitReader in = reader("a5 0f 80");
    assertThat(in.bits(3)).isEqualTo(5);
    assertThat(in.bits(9)).isEqualTo(0x50);
    assertThat(in.bits(0)).isZero();
    assertThat(in.bits(4)).isEqualTo(15);
    assertThat(in.flag()).isTrue();
    assertThat(in.bitsLeft()).isEqualTo(7);
    assertThat(in.byteOffset()).isEqualTo(1002);
  }

  @Test
  void readsThirtyOneAndSixtyThreeBits() {
    assertThat(reader("ffffffff").bits(31)).isEqualTo(Integer.MAX_VALUE);
    assertThat(reader("ffffffffffffffff").longBits(63)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void saysWhatEndedWhereAndHowMuchIsMissing() {
    BitReader in = reader("ff ff");
    in.skip(10);
    assertThatThrownBy(() -> in.bits(7))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("test: ends early, 7 bits wanted, 6 left (at byte 1001)");
  }

  @Test
  void refusesToSkipOrReadBeyondTheEnd() {
    assertThatThrownBy(() -> reader("ff").skip(Long.MAX_VALUE))
        .isInstanceOf(MediaException.Malformed.class);
    assertThatThrownBy(() -> reader("ff").bytes(Integer.MAX_VALUE))
        .isInstanceOf(MediaException.Malformed.class);
    assertThatThrownBy(() -> reader("ff").bytes(-1)).isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void cutsBytesOutAtAnyBit() {
    BitReader in = reader("12 34 56 78");
    assertThat(in.bytes(1)).isEqualTo(hex("12"));
    in.skip(4);
    assertThat(in.bytes(2)).isEqualTo(hex("45 67"));
    assertThat(in.bits(4)).isEqualTo(8);
  }

  @Test
  void readsTheStandardsTableOfExpGolombCodes() {
    BitReader in = BitReader.of("test", hex("a6 42 98 e2 04 8a"), 0);
    assertThat(List.of(in.ue(), in.ue(), in.ue(), in.ue(), in.ue(), in.ue(), in.ue(), in.ue()))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void boundsExpGolombCodesToThirtyTwoBits() {
    assertThat(reader("00000001 fffffffe").ue()).isEqualTo(0xffff_fffeL);
    assertThatThrownBy(() -> reader("00000000 80000000 00").ue())
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("more than 32 bits");
    assertThatThrownBy(() -> reader("00").ue()).isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void namesTheFieldThatIsTooGreat() {
    assertThatThrownBy(() -> reader("08").ue(14, "log2_max_frame_num_minus4"))
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> reader("0840").ue(14, "log2_max_frame_num_minus4"))
        .hasMessage("test: log2_max_frame_num_minus4 15, at most 14 (at byte 1000)");
  }

  @Test
  void readsSignedCodesInTheirAlternatingOrder() {
    // 1, 010, 011, 00100, 00101
    BitReader in = reader("a6 42 80");
    assertThat(List.of(in.se(), in.se(), in.se(), in.se(), in.se()))
        .containsExactly(0, 1, -1, 2, -2);
  }

  @Test
  void leavesEmulationPreventionBytesOut() {
    assertThat(Rbsp.unescape(hex("67 00 00 03 01 00 00 03 00 00 03")))
        .isEqualTo(hex("67 00 00 01 00 00 00 00"));
    assertThat(Rbsp.unescape(hex("00 00 03 00 00 03 03"))).isEqualTo(hex("00 00 00 00 03"));
    Payload clean = hex("67 42 00 1e 00 03");
    assertThat(Rbsp.unescape(clean)).isSameAs(clean);
  }

  @Test
  void knowsTheTrailingBits() {
    BitReader in = reader("a8 00");
    in.skip(4);
    assertThat(in.moreRbspData()).isFalse();
    assertThat(reader("a8").moreRbspData()).isTrue();
    assertThat(reader("00 00").moreRbspData()).isFalse();
  }

  @Property(tries = 200)
  void readsBackTheCodesThatWereWritten(
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 0xffff_fffeL) Long> codes,
      @ForAll List<Integer> numbers) {
    BitWriter out = new BitWriter().bits(3, 5);
    codes.forEach(out::ue);
    numbers.stream().filter(n -> n != Integer.MIN_VALUE).forEach(out::se);
    out.trailingBits();
    BitReader in = BitReader.of("test", out.payload(), 0);
    assertThat(in.bits(3)).isEqualTo(5);
    for (long code : codes) {
      assertThat(in.ue()).isEqualTo(code);
    }
    for (int number : numbers) {
      if (number != Integer.MIN_VALUE) {
        assertThat(in.se()).isEqualTo(number);
      }
    }
    assertThat(in.moreRbspData()).isFalse();
  }

  @Property(tries = 500)
  void escapesWhatItUnescapes(@ForAll @Size(max = 40) List<@LongRange(min = 0, max = 4) Long> raw) {
    byte[] bytes = new byte[raw.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = raw.get(i).byteValue();
    }
    Payload escaped = Rbsp.escape(Payload.of(bytes));
    assertThat(Rbsp.unescape(escaped)).isEqualTo(Payload.of(bytes));
    for (int i = 2; i < escaped.length(); i++) {
      boolean startCode =
          escaped.at(i - 2) == 0 && escaped.at(i - 1) == 0 && escaped.unsignedAt(i) < 3;
      assertThat(startCode).isFalse();
    }
  }
}
