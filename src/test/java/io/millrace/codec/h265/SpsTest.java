package io.millrace.codec.h265;

import static io.millrace.codec.h265.TestSets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpsTest {
  private static Sps parse(Payload nalUnit) {
    return Sps.parse(nalUnit, 1000);
  }

  /** VUI up to the timing, none of it present. */
  private static BitWriter untimed() {
    return new BitWriter().bits(4, 0).bits(3, 0).flag(false);
  }

  @Test
  void readsWhatAnEncoderWrote() {
    Sps sps = parse(TestSets.SPS);
    assertThat(sps.profileTierLevel().codecs("hvc1")).isEqualTo("hvc1.1.6.L90.90");
    assertThat(sps.width()).isEqualTo(854);
    assertThat(sps.height()).isEqualTo(480);
    assertThat(sps.chromaFormatIdc()).isEqualTo(1);
    assertThat(sps.bitDepthLuma()).isEqualTo(8);
    assertThat(sps.subLayers()).isEqualTo(1);
    assertThat(sps.temporalIdNested()).isTrue();
    assertThat(sps.maxNumReorderPics()).isEqualTo(2);
    assertThat(sps.maxDecPicBuffering()).isEqualTo(5);
    assertThat(sps.vui().frameRate()).isEqualTo(new FrameRate(30, 1));
    assertThat(sps.vui().colour()).isEqualTo(Colour.UNSPECIFIED);
    assertThat(sps.vui().pixelAspect()).isNull();
    assertThat(sps.isProgressive()).isTrue();
    assertThat(sps.isInterlaced()).isFalse();
    assertThat(Vps.parse(TestSets.VPS, 0)).isEqualTo(new Vps(0, null));
    assertThat(Pps.parse(TestSets.PPS, 0)).isEqualTo(new Pps(0, 0, false, 0));
  }

  /** Strings that others print: Apple's and MDN's examples, and players' documentation. */
  @ParameterizedTest
  @CsvSource({
    "0, false, 1, 60000000, b00000000000, 93, hvc1.1.6.L93.B0",
    "0, false, 2, 20000000, b00000000000, 123, hvc1.2.4.L123.B0",
    "0, true, 2, 20000000, 900000000000, 153, hvc1.2.4.H153.90",
    "0, false, 1, 60000000, 000000000000, 30, hvc1.1.6.L30",
    "1, false, 4, 08000000, 9e0800000000, 120, hvc1.A4.10.L120.9E.8",
    "3, true, 31, ffffffff, 010000000002, 255, hvc1.C31.FFFFFFFF.H255.1.0.0.0.0.2",
    "0, false, 0, 00000001, 000100000000, 0, hvc1.0.80000000.L0.0.1"
  })
  void writesTheCodecsStringOfAnnexE(
      int space,
      boolean high,
      int profile,
      String compatibility,
      String constraints,
      int level,
      String expected) {
    long flags = Long.parseLong(compatibility, 16);
    ProfileTierLevel all =
        new ProfileTierLevel(space, high, profile, flags, Long.parseLong(constraints, 16), level);
    assertThat(all.codecs("hvc1")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 2, 2", "2, 2, 1", "3, 1, 1"})
  void cropsInUnitsOfTheChromaFormat(int chromaFormatIdc, int across, int down) {
    BitWriter out = new BitWriter().bits(16, 0x4201).bits(4, 0).bits(3, 0).bits(1, 1);
    out.bits(8, 1).bits(32, 0).bits(48, 0).bits(8, 93).ue(0).ue(chromaFormatIdc);
    if (chromaFormatIdc == 3) {
      out.flag(false);
    }
    out.ue(64).ue(48).flag(true).ue(1).ue(2).ue(3).ue(4);
    Sps sps = parse(TestSets.nalUnit(TestSets.beforeVui(out).flag(false).flag(false)));
    assertThat(sps.width()).isEqualTo(64 - 3 * across);
    assertThat(sps.height()).isEqualTo(48 - 7 * down);
  }

  @Test
  void passesOverSubLayers() {
    Payload flagged = layered(0b11, 0b01, 0b10);
    assertThat(parse(flagged).subLayers()).isEqualTo(4);
    assertThat(parse(flagged).vpsId()).isEqualTo(5);
    assertThat(parse(flagged).width()).isEqualTo(320);
    assertThat(parse(flagged).maxNumReorderPics()).isEqualTo(3);
  }

  /**
   * With as many sub-layers below the highest; bit 1 for a profile of its own, bit 0 for a level.
   */
  private static Payload layered(int... present) {
    BitWriter out = new BitWriter().bits(16, 0x4201).bits(4, 5).bits(3, present.length).bits(1, 0);
    out.bits(8, 2).bits(32, 0x2000_0000L).bits(48, 0).bits(8, 120);
    for (int flags : present) {
      out.bits(2, flags);
    }
    out.bits(2 * (8 - present.length), 0);
    for (int flags : present) {
      out.bits((flags & 2) != 0 ? 44 : 0, 0).bits((flags & 2) != 0 ? 44 : 0, 0);
      out.bits((flags & 1) != 0 ? 8 : 0, 0);
    }
    out.ue(0).ue(1).ue(320).ue(240).flag(false).ue(2).ue(2).ue(4).flag(true);
    for (int i = 0; i <= present.length; i++) {
      out.ue(5).ue(i).ue(0);
    }
    out.ue(0).ue(3).ue(0).ue(3).ue(0).ue(0).flag(false).bits(2, 0).flag(false);
    return TestSets.nalUnit(out.ue(0).flag(false).bits(2, 0).flag(false).flag(false));
  }

  @Test
  void readsBehindScalingListsAndReferencePictureSets() {
    BitWriter out = TestSets.head(3, 640, 360).flag(false).ue(2).ue(2).ue(4);
    out.flag(true).ue(4).ue(2).ue(0).ue(0).ue(3).ue(0).ue(3).ue(0).ue(0);
    out.flag(true).flag(true); // scaling lists, in the set
    for (int sizeId = 0; sizeId < 4; sizeId++) {
      for (int matrix = 0; matrix < (sizeId == 3 ? 2 : 6); matrix++) {
        boolean listed = matrix % 2 == 0;
        out.flag(listed);
        if (!listed) {
          out.ue(1);
          continue;
        }
        if (sizeId > 1) {
          out.se(-3);
        }
        for (int i = 0; i < (sizeId == 0 ? 16 : 64); i++) {
          out.se(i - 8);
        }
      }
    }
    out.bits(2, 3).flag(true).bits(8, 0x77).ue(0).ue(2).flag(true); // PCM
    out.ue(3);
    out.ue(2).ue(1).ue(0).flag(true).ue(1).flag(false).ue(0).flag(true); // two before, one behind
    out.flag(true).flag(false).ue(0); // predicted from it
    out.flag(true).flag(false).flag(true).flag(false).flag(false).flag(true); // three of four
    out.flag(true).flag(true).ue(1); // predicted from that
    out.flag(true).flag(true).flag(true).flag(true);
    out.flag(true).ue(2).bits(8, 1).flag(true).bits(8, 2).flag(true); // two long-term
    out.bits(2, 0).flag(true).flag(true).bits(8, 14).bits(3, 0); // VUI: 4:3 pixels
    out.bits(3, 0).flag(false).flag(false).flag(false).flag(false);
    Sps sps = parse(TestSets.nalUnit(out));
    assertThat(sps.id()).isEqualTo(3);
    assertThat(sps.bitDepthChroma()).isEqualTo(10);
    assertThat(sps.vui().pixelAspect()).isEqualTo(new PixelAspect(4, 3));
  }

  @Test
  void readsAllOfTheUsabilityInformation() {
    BitWriter vui = new BitWriter();
    vui.flag(true).bits(8, 255).bits(16, 64).bits(16, 45); // aspect
    vui.flag(true).flag(true); // overscan
    vui.flag(true).bits(3, 5).flag(true).flag(true).bits(8, 9).bits(8, 16).bits(8, 9);
    vui.flag(true).ue(2).ue(2); // chroma location
    vui.flag(false).flag(true).flag(true); // field_seq_flag, frame_field_info_present_flag
    vui.flag(true).ue(8).ue(8).ue(0).ue(0); // default display window
    vui.flag(true).bits(32, 1001).bits(32, 60_000).flag(true).ue(0).flag(true); // timing
    hrd(vui);
    vui.flag(true).bits(3, 0).ue(1234).ue(0).ue(0).ue(10).ue(10);
    Sps sps = parse(TestSets.withVui(vui));
    assertThat(sps.vui())
        .isEqualTo(
            new Vui(
                new PixelAspect(64, 45),
                new Colour(9, 16, 9, true),
                true,
                new FrameRate(60_000, 1001),
                1234));
    assertThat(sps.width()).isEqualTo(640);
  }

  private static void hrd(BitWriter vui) {
    vui.flag(true).flag(true).flag(true).bits(8, 1).bits(5, 1).flag(false).bits(5, 1);
    vui.bits(8, 0).bits(4, 0).bits(15, 0);
    vui.flag(false).flag(true).ue(7).ue(1); // fixed within the sequence; two buffers
    for (int buffer = 0; buffer < 4; buffer++) {
      vui.ue(0xffff_fffeL).ue(1).ue(2).ue(3).flag(true);
    }
  }

  @Test
  void takesTheRateFromTheVideoSetWhereThatHasIt() {
    BitWriter out = new BitWriter().bits(16, 0x4001).bits(4, 2).bits(2, 3).bits(6, 0).bits(3, 1);
    out.flag(true).bits(16, 0xffff).bits(8, 1).bits(32, 0).bits(48, 0).bits(8, 93);
    out.bits(2, 1).bits(14, 0).bits(8, 90); // one sub-layer, with a level
    out.flag(true).ue(1).ue(0).ue(0).ue(4).ue(2).ue(0);
    out.bits(6, 1).ue(1).bits(2, 3); // one more layer set of two layers
    out.flag(true).bits(32, 1).bits(32, 50).flag(false).ue(0).flag(false);
    assertThat(Vps.parse(TestSets.nalUnit(out), 0)).isEqualTo(new Vps(2, new FrameRate(50, 1)));
  }

  @Test
  void boundsThePictureBeforeAnybodyMakesRoomForIt() {
    assertThatThrownBy(() -> parse(TestSets.plain(0, 65_535, 65_535)))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("SPS: picture of 65535x65535, more than any level has (at byte 1000)");
    assertThatThrownBy(() -> parse(TestSets.plain(0, 16_888, 16_888)))
        .isInstanceOf(MediaException.Unsupported.class);
    assertThatThrownBy(() -> parse(TestSets.plain(0, 0, 360)))
        .isInstanceOf(MediaException.Malformed.class);
    assertThat(parse(TestSets.plain(0, 8192, 4320)).width()).isEqualTo(8192);
  }

  @Test
  void boundsEveryCount() {
    BitWriter cut = TestSets.head(0, 640, 360).flag(true).ue(0xffff_fffeL).ue(0xffff_fffeL);
    assertThatThrownBy(() -> parse(TestSets.nalUnit(cut.ue(0).ue(0))))
        .hasMessageContaining("of 640 pixels of the width are cropped");
    BitWriter sets = TestSets.middle(TestSets.head(0, 640, 360).flag(false));
    assertThatThrownBy(() -> parse(TestSets.nalUnit(sets.ue(65))))
        .hasMessageContaining("num_short_term_ref_pic_sets 65, at most 64");
    BitWriter pictures = TestSets.middle(TestSets.head(0, 640, 360).flag(false));
    assertThatThrownBy(() -> parse(TestSets.nalUnit(pictures.ue(1).ue(0xffff_fffeL))))
        .hasMessageContaining("num_negative_pics");
    BitWriter longTerm = TestSets.middle(TestSets.head(0, 640, 360).flag(false));
    assertThatThrownBy(() -> parse(TestSets.nalUnit(longTerm.ue(0).flag(true).ue(33))))
        .hasMessageContaining("num_long_term_ref_pics_sps 33, at most 32");
  }

  @Test
  void isMalformedWhereverItEndsEarly() {
    for (Payload set : new Payload[] {TestSets.SPS, TestSets.VPS, TestSets.PPS}) {
      for (int length = 1; length < set.length(); length++) {
        readsOrRefuses(set.slice(0, length));
      }
    }
    assertThatThrownBy(() -> parse(TestSets.SPS.slice(0, 20)))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> parse(TestSets.PPS))
        .hasMessage("SPS: NAL unit type 34, not 33 (at byte 1000)");
    assertThatThrownBy(() -> parse(hex("42"))).isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void throwsOnlyMediaExceptionsOnAnyBits() {
    long seed = 265;
    Random random = new Random(seed);
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = TestSets.SPS.toByteArray();
      for (int flips = random.nextInt(5); flips >= 0; flips--) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
      }
      readsOrRefuses(Payload.of(bytes));
    }
  }

  private static void readsOrRefuses(Payload set) {
    try {
      switch (NalUnitType.of(set.unsignedAt(0), 1)) {
        case NalUnitType.VIDEO_PARAMETER_SET -> Vps.parse(set, 0);
        case NalUnitType.PICTURE_PARAMETER_SET -> Pps.parse(set, 0);
        default -> Sps.parse(set, 0);
      }
    } catch (MediaException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) set.length());
    }
  }
}
