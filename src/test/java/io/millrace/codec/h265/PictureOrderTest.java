package io.millrace.codec.h265;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureOrderTest {
  private static final int TRAIL_N = 0;
  private static final int TRAIL_R = 1;
  private static final Sps SPS = Sps.parse(TestSets.SPS, 0);

  private final PictureOrder order = new PictureOrder();

  private static SliceHeader picture(int type, int temporalId, long count) {
    return new SliceHeader(
        SPS, type, temporalId, (int) (count & (1 << SPS.picOrderCntLsbBits()) - 1));
  }

  @Test
  void countsOnWhereTheLowBitsWrap() {
    assertThat(order.next(picture(NalUnitType.IDR_W_RADL, 0, 0))).isZero();
    for (long count = 10; count < 200_000; count += 100) {
      assertThat(order.next(picture(TRAIL_R, 0, count))).isEqualTo(count);
      assertThat(order.next(picture(TRAIL_N, 2, count - 7))).isEqualTo(count - 7);
    }
  }

  @Test
  void beginsASequenceAtACraPictureOnlyWhereNothingCameBefore() {
    SliceHeader cra = picture(NalUnitType.CRA, 0, 8);
    assertThat(order.startsSequence(cra)).isTrue();
    assertThat(order.next(cra)).isEqualTo(8);
    assertThat(order.next(picture(NalUnitType.RASL_N, 0, 5))).isEqualTo(5);
    SliceHeader next = picture(NalUnitType.CRA, 0, 40);
    assertThat(order.startsSequence(next)).isFalse();
    assertThat(order.next(next)).isEqualTo(40);
    order.endSequence();
    assertThat(order.startsSequence(next)).isTrue();
  }

  @Test
  void beginsASequenceAtEachIdrAndBlaPicture() {
    order.next(picture(NalUnitType.IDR_N_LP, 0, 0));
    order.next(picture(TRAIL_R, 0, 60));
    assertThat(order.startsSequence(picture(NalUnitType.BLA_W_LP, 0, 3))).isTrue();
    assertThat(order.next(picture(NalUnitType.BLA_W_LP, 0, 3))).isEqualTo(3);
    assertThat(order.startsSequence(picture(TRAIL_R, 0, 4))).isFalse();
  }
}
