package io.millrace.codec.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureOrderTest {
  private static final int NO_RESET = 0;
  private static final int RESET = 1;

  private PictureOrder order = new PictureOrder();

  /** A progressive set whose picture order count fields are these. */
  private static Sps sps(BitWriter picOrderCnt) {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 77).bits(8, 0).bits(8, 30).ue(0);
    out.ue(0); // frame_num of 4 bits
    for (int i = 0; i < picOrderCnt.bitPosition(); i++) {
      out.bits(1, picOrderCnt.payload().unsignedAt(i / 8) >> 7 - i % 8 & 1);
    }
    out.ue(4).bits(1, 0).ue(0).ue(0).flag(true).flag(true).flag(false).flag(false);
    return Sps.parse(TestSps.nalUnit(out), 0);
  }

  private long next(Sps sps, boolean idr, boolean reference, int frameNum, int... counts) {
    int reset = counts.length > 4 ? counts[4] : NO_RESET;
    return order.next(
        new SliceHeader(
            sps,
            idr,
            reference,
            frameNum,
            false,
            false,
            counts.length > 0 ? counts[0] : 0,
            counts.length > 1 ? counts[1] : 0,
            counts.length > 2 ? counts[2] : 0,
            counts.length > 3 ? counts[3] : 0,
            reset == RESET));
  }

  @Test
  void addsWhatTheLowBitsLeaveOut() {
    Sps sps = sps(new BitWriter().ue(0).ue(0)); // 4 bits
    assertThat(next(sps, true, true, 0, 0)).isZero();
    assertThat(next(sps, false, true, 1, 6)).isEqualTo(6);
    assertThat(next(sps, false, true, 2, 12)).isEqualTo(12);
    assertThat(next(sps, false, true, 3, 2)).isEqualTo(18);
    assertThat(next(sps, false, false, 4, 14)).isEqualTo(14); // shown before the one before
    assertThat(next(sps, false, true, 4, 6, -1)).isEqualTo(21); // bottom field first
    assertThat(next(sps, true, true, 0, 0)).isZero();
  }

  @Test
  void countsFromWhereTheOrderIsReset() {
    Sps sps = sps(new BitWriter().ue(0).ue(0));
    next(sps, true, true, 0, 0);
    next(sps, false, true, 1, 6);
    assertThat(next(sps, false, true, 2, 12, 2, 0, 0, RESET)).isZero();
    assertThat(next(sps, false, true, 1, 4)).isEqualTo(4);
  }

  /** A cycle of three reference frames with non-reference frames between. ITU-T H.264, 8.2.1.2. */
  @Test
  void followsTheCycleOfExpectedDistances() {
    BitWriter fields = new BitWriter().ue(1).flag(false).se(-2).se(1).ue(3).se(2).se(4).se(6);
    Sps sps = sps(fields);
    assertThat(next(sps, true, true, 0)).isZero();
    assertThat(next(sps, false, true, 1)).isEqualTo(2);
    assertThat(next(sps, false, false, 2)).isEqualTo(2 - 2);
    assertThat(next(sps, false, true, 2)).isEqualTo(6);
    assertThat(next(sps, false, true, 3, 0, 0, 5, -9)).isEqualTo(12 + 5 + 1 - 9);
    assertThat(next(sps, false, true, 4)).isEqualTo(12 + 2);
    for (int frame = 5; frame < 16; frame++) {
      next(sps, false, true, frame);
    }
    assertThat(next(sps, false, true, 0)).isEqualTo(5 * 12 + 2); // frame_num has wrapped
  }

  @Test
  void followsDecodeOrderWhereThatIsTheOrder() {
    Sps sps = sps(new BitWriter().ue(2));
    assertThat(next(sps, true, true, 0)).isZero();
    assertThat(next(sps, false, false, 1)).isEqualTo(1);
    assertThat(next(sps, false, true, 1)).isEqualTo(2);
    assertThat(next(sps, false, true, 9)).isEqualTo(18); // a gap
    assertThat(next(sps, false, true, 3)).isEqualTo(2 * (16 + 3));
  }

  @Test
  void goesOnWhereItWasSaved() {
    Sps sps = sps(new BitWriter().ue(0).ue(0));
    next(sps, true, true, 0, 0);
    next(sps, false, true, 1, 7);
    next(sps, false, true, 2, 12);
    order = SavedState.reload(order::save, PictureOrder::load);
    assertThat(next(sps, false, true, 2, 2)).isEqualTo(18);
  }

  @Test
  void readsAHeaderUpToItsResetOverListsAndWeights() {
    BitWriter pps = new BitWriter().bits(8, 0x68).ue(0).ue(0).bits(2, 1).ue(0).ue(1).ue(0);
    pps.flag(true).bits(2, 1).se(0).se(0).se(0).bits(2, 0).flag(true);
    BitWriter b = new BitWriter().bits(8, 0x21).ue(0).ue(6).ue(0).bits(4, 7).bits(4, 9).se(-1);
    b.ue(0).flag(true).flag(true).ue(2).ue(1); // redundant_pic_cnt, direct, indices 3 and 2
    b.flag(true).ue(0).ue(4).ue(2).ue(0).ue(3).flag(true).ue(1).ue(0).ue(3);
    b.ue(3).ue(3);
    for (int i = 0; i < 5; i++) {
      b.flag(true).se(-7).se(3).flag(i % 2 == 0);
      if (i % 2 == 0) {
        b.se(1).se(2).se(-3).se(4);
      }
    }
    b.flag(true).ue(1).ue(8).ue(3).ue(1).ue(2).ue(5).ue(0);
    Payload sps = TestSps.nalUnit(spsBits());
    ParameterSets sets = ParameterSets.NONE.with(List.of(sps, TestSps.nalUnit(pps)), 0);
    SliceHeader header = SliceHeader.parse(TestSps.nalUnit(b), sets, 0);
    assertThat(header.resetsOrder()).isTrue();
    assertThat(header.frameNum()).isEqualTo(7);
    assertThat(header.picOrderCntLsb()).isEqualTo(9);
    assertThat(header.deltaPicOrderCntBottom()).isEqualTo(-1);
    assertThat(header.reference()).isTrue();
  }

  private static BitWriter spsBits() {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 77).bits(8, 0).bits(8, 30).ue(0);
    out.ue(0).ue(0).ue(0).ue(4).bits(1, 0).ue(0).ue(0).flag(true).flag(true);
    return out.flag(false).flag(false);
  }

  @Test
  void refusesASliceWithoutItsSets() {
    Payload slice = TestSps.nalUnit(new BitWriter().bits(8, 0x41).ue(0).ue(5).ue(3).bits(30, 0));
    assertThatThrownBy(() -> SliceHeader.parse(slice, ParameterSets.NONE, 40))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("PPS 3");
  }

  /** Any bytes are a header or are refused. */
  @Test
  void throwsNothingElseForAnyBytes() {
    ParameterSets sets =
        ParameterSets.NONE.with(List.of(TestSps.nalUnit(spsBits()), TestSps.pps(0, 0)), 0);
    int read = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] bytes = new byte[1 + seed % 40];
      new Random(seed).nextBytes(bytes);
      bytes[0] = 0x41;
      try {
        SliceHeader.parse(Payload.of(bytes), sets, 0);
        read++;
      } catch (MediaException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(read).isPositive();
  }
}
