package io.millrace.codec.h264;

import static io.millrace.codec.h264.TestSps.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AvcConfigurationTest {
  private static final String HIGH =
      "01 64001f ff e1 0019 6764001facd940d83de6e10000030001000003003c0f183196"
          + " 01 0006 68ebe3cb22c0 fd f8 f8 00";

  @Test
  void readsAndWritesTheRecordOfARealEncoder() {
    AvcConfiguration avc = AvcConfiguration.parse(hex(HIGH), 0);
    assertThat(avc.lengthSize()).isEqualTo(4);
    assertThat(avc.sps()).containsExactly(TestSps.X264_854X480);
    assertThat(avc.pps()).containsExactly(TestSps.X264_PPS);
    assertThat(avc.chromaFormatIdc()).isEqualTo(1);
    assertThat(avc.payload()).isEqualTo(hex(HIGH));
  }

  @Test
  void madeFromTheSetsIsTheSameRecord() {
    Sps sps = Sps.parse(TestSps.X264_854X480, 0);
    AvcConfiguration avc =
        AvcConfiguration.of(sps, List.of(TestSps.X264_854X480), List.of(TestSps.X264_PPS));
    assertThat(avc.payload()).isEqualTo(hex(HIGH));
  }

  @Test
  void hasNoTailBelowTheHighProfiles() {
    Payload set = TestSps.plain(0, 20, 15);
    AvcConfiguration avc = AvcConfiguration.of(Sps.parse(set, 0), List.of(set), List.of());
    assertThat(avc.payload().length()).isEqualTo(6 + 2 + set.length() + 1);
  }

  @Test
  void forgivesReservedBitsAndAMissingTail() {
    String old = HIGH.replace(" fd f8 f8 00", "").replace("ff e1", "03 01");
    AvcConfiguration avc = AvcConfiguration.parse(hex(old), 0);
    assertThat(avc.payload()).isEqualTo(hex(HIGH));
  }

  @Test
  void readsTheLengthSize() {
    assertThat(AvcConfiguration.parse(hex(HIGH.replace("ff e1", "fc e1")), 0).lengthSize())
        .isEqualTo(1);
    assertThat(AvcConfiguration.parse(hex(HIGH.replace("ff e1", "fd e1")), 0).lengthSize())
        .isEqualTo(2);
    assertThatThrownBy(() -> AvcConfiguration.parse(hex(HIGH.replace("ff e1", "fe e1")), 5))
        .hasMessage("avcC: lengthSizeMinusOne 2 (at byte 5)");
  }

  @Test
  void refusesCountsAndLengthsThatLie() {
    assertThatThrownBy(() -> AvcConfiguration.parse(hex(HIGH.replace("ff e1", "ff ff")), 0))
        .isInstanceOf(MediaException.Malformed.class);
    assertThatThrownBy(() -> AvcConfiguration.parse(hex(HIGH.replace("e1 0019", "e1 ffff")), 0))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("avcC: ends early");
    assertThatThrownBy(() -> AvcConfiguration.parse(hex(HIGH.replace("e1 0019", "e1 0000")), 0))
        .isInstanceOf(MediaException.Malformed.class);
    assertThatThrownBy(() -> AvcConfiguration.parse(hex(HIGH.replace("01 6400", "02 6400")), 0))
        .isInstanceOf(MediaException.Unsupported.class);
    assertThatThrownBy(() -> AvcConfiguration.parse(Payload.EMPTY, 0))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @Property(tries = 100)
  void readsBackWhatItWrites(
      @ForAll @IntRange(min = 0, max = 2) int lengthBits,
      @ForAll @IntRange(min = 0, max = 255) int profileIdc,
      @ForAll @Size(max = 31) List<byte[]> sps,
      @ForAll @Size(max = 40) List<byte[]> pps) {
    AvcConfiguration avc =
        new AvcConfiguration(
            profileIdc,
            0x40,
            31,
            1 << lengthBits,
            sets(0x67, sps),
            sets(0x68, pps),
            1,
            8,
            8,
            List.of());
    assertThat(AvcConfiguration.parse(avc.payload(), 0)).isEqualTo(avc);
  }

  private static List<Payload> sets(int header, List<byte[]> bodies) {
    List<Payload> sets = new ArrayList<>();
    for (byte[] body : bodies) {
      byte[] set = new byte[1 + body.length];
      set[0] = (byte) header;
      System.arraycopy(body, 0, set, 1, body.length);
      sets.add(Payload.of(set));
    }
    return sets;
  }

  @Test
  void throwsOnlyMediaExceptionsOnAnyBytes() {
    Random random = new Random(14_496);
    byte[] good = hex(HIGH).toByteArray();
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        AvcConfiguration.parse(Payload.of(bytes, 0, random.nextInt(bytes.length + 1)), 0);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
      }
    }
  }
}
