package io.millrace.codec.h264;

import static io.millrace.codec.h264.TestSps.hex;
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
    return Sps.parse(nalUnit, 0);
  }

  private static Sps withVui(BitWriter vui) {
    BitWriter sps = TestSps.baseline(0, 45, 36).flag(false).flag(true);
    Payload bits = vui.payload();
    for (int i = 0; i < vui.bitPosition(); i++) {
      sps.bits(1, bits.unsignedAt(i / 8) >> (7 - i % 8) & 1);
    }
    return parse(TestSps.nalUnit(sps));
  }

  /** The flags of a VUI that a test leaves false, behind what it puts in front. */
  private static BitWriter restOfVui(BitWriter head, int flags) {
    return head.bits(flags, 0);
  }

  @Test
  void readsTheSetOfARealEncoder() {
    Sps sps = parse(TestSps.X264_854X480);
    assertThat(sps.codecs("avc1")).isEqualTo("avc1.64001f");
    assertThat(sps.width()).isEqualTo(854);
    assertThat(sps.height()).isEqualTo(480);
    assertThat(sps.codedWidth()).isEqualTo(54);
    assertThat(sps.chromaFormatIdc()).isEqualTo(1);
    assertThat(sps.bitDepthLuma()).isEqualTo(8);
    assertThat(sps.frameMbsOnly()).isTrue();
    assertThat(sps.vui().frameRate()).isEqualTo(new FrameRate(30, 1));
    assertThat(sps.vui().colour()).isEqualTo(Colour.UNSPECIFIED);
    assertThat(sps.maxNumReorderFrames()).isEqualTo(2);
    assertThat(sps.vui().maxDecFrameBuffering()).isEqualTo(4);
  }

  @Test
  void keepsTheRateOfOlderTelevisionExact() {
    Sps sps = parse(TestSps.X264_640X426);
    assertThat(sps.height()).isEqualTo(426);
    assertThat(sps.vui().frameRate()).isEqualTo(new FrameRate(30_000, 1001));
    assertThat(sps.vui().fixedFrameRate()).isFalse();
    assertThat(sps.vui().pixelAspect()).isEqualTo(PixelAspect.SQUARE);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 12, 11", "4, 16, 11", "14, 4, 3", "16, 2, 1"})
  void readsThePixelAspectByNumber(int idc, int horizontal, int vertical) {
    Sps sps = withVui(restOfVui(new BitWriter().flag(true).bits(8, idc), 8));
    assertThat(sps.vui().pixelAspect()).isEqualTo(new PixelAspect(horizontal, vertical));
  }

  @ParameterizedTest
  @CsvSource({"64, 45, 64, 45", "65535, 1, 65535, 1"})
  void readsTheExtendedPixelAspect(int width, int height, int horizontal, int vertical) {
    BitWriter vui = new BitWriter().flag(true).bits(8, 255).bits(16, width).bits(16, height);
    assertThat(withVui(restOfVui(vui, 8)).vui().pixelAspect())
        .isEqualTo(new PixelAspect(horizontal, vertical));
  }

  @Test
  void knowsNoPixelAspectWhereTheStreamLeavesItOpen() {
    assertThat(withVui(restOfVui(new BitWriter().flag(true).bits(8, 0), 8)).vui().pixelAspect())
        .isNull();
    assertThat(withVui(restOfVui(new BitWriter().flag(true).bits(8, 17), 8)).vui().pixelAspect())
        .isNull();
    BitWriter half = new BitWriter().flag(true).bits(8, 255).bits(16, 0).bits(16, 45);
    assertThat(withVui(restOfVui(half, 8)).vui().pixelAspect()).isNull();
  }

  @Test
  void readsColourAndRange() {
    BitWriter hdr = new BitWriter().bits(2, 0).flag(true).bits(3, 5).flag(true).flag(true);
    hdr.bits(8, 9).bits(8, 16).bits(8, 9);
    assertThat(withVui(restOfVui(hdr, 6)).vui().colour()).isEqualTo(new Colour(9, 16, 9, true));
    BitWriter range = new BitWriter().bits(2, 0).flag(true).bits(3, 5).flag(true).flag(false);
    assertThat(withVui(restOfVui(range, 6)).vui().colour()).isEqualTo(new Colour(2, 2, 2, true));
  }

  @Test
  void takesNoFrameRateFromImplausibleTiming() {
    assertThat(Vui.frameRate(0, 50)).isNull();
    assertThat(Vui.frameRate(1, 0)).isNull();
    assertThat(Vui.frameRate(1, 180_000)).isNull();
    assertThat(Vui.frameRate(1001, 48_000)).isEqualTo(new FrameRate(24_000, 1001));
    assertThat(Vui.frameRate(0xffff_ffffL, 0xffff_fffeL)).isNull();
    assertThat(Vui.frameRate(0x8000_0000L, 0x8000_0000L)).isEqualTo(new FrameRate(1, 2));
  }

  @Test
  void readsBehindTheBufferModel() {
    BitWriter vui = new BitWriter().bits(4, 0).flag(true).bits(32, 1).bits(32, 50).flag(true);
    for (int model = 0; model < 2; model++) {
      vui.flag(true).ue(1).bits(8, 0);
      vui.ue(3).ue(4).flag(true).ue(5).ue(6).flag(false).bits(20, 0);
    }
    vui.flag(false).flag(true);
    vui.flag(true).flag(true).ue(0).ue(0).ue(16).ue(16).ue(1).ue(2);
    Sps sps = withVui(vui);
    assertThat(sps.vui().frameRate()).isEqualTo(new FrameRate(25, 1));
    assertThat(sps.vui().fixedFrameRate()).isTrue();
    assertThat(sps.maxNumReorderFrames()).isEqualTo(1);
  }

  @Test
  void countsAFieldRowTwiceInInterlacedStreams() {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 77).bits(8, 0x40).bits(8, 40);
    out.ue(0).ue(0).ue(0).ue(0).ue(4).bits(1, 0).ue(119).ue(33).flag(false).flag(true).flag(true);
    out.flag(true).ue(0).ue(0).ue(0).ue(2).flag(false);
    Sps sps = parse(TestSps.nalUnit(out));
    assertThat(sps.frameMbsOnly()).isFalse();
    assertThat(sps.width()).isEqualTo(1920);
    assertThat(sps.height()).isEqualTo(1080);
    assertThat(sps.maxNumReorderFrames()).isEqualTo(4);
  }

  @Test
  void cropsByChromaFormat() {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 244).bits(8, 0).bits(8, 13);
    out.ue(0).ue(3).flag(false).ue(2).ue(0).flag(false).flag(true);
    for (int list = 0; list < 12; list++) {
      out.flag(list % 2 == 0);
      if (list % 2 == 0) {
        out.se(-8); // next scale 0: the rest keeps the last one
      }
    }
    out.ue(0).ue(0).ue(0).ue(4).bits(1, 0).ue(19).ue(14).flag(true).flag(true);
    out.flag(true).ue(1).ue(2).ue(3).ue(4).flag(false);
    Sps sps = parse(TestSps.nalUnit(out));
    assertThat(sps.width()).isEqualTo(317);
    assertThat(sps.height()).isEqualTo(233);
    assertThat(sps.bitDepthLuma()).isEqualTo(10);
    assertThat(sps.chromaFormatIdc()).isEqualTo(3);
  }

  @Test
  void needsNoReorderingWhereOutputOrderIsDecodeOrder() {
    assertThat(parse(TestSps.plain(0, 20, 15)).maxNumReorderFrames()).isZero();
  }

  @Test
  void refusesACropOfTheWholePicture() {
    BitWriter all = TestSps.baseline(0, 1, 1).flag(true).ue(4).ue(4).ue(0).ue(0).flag(false);
    assertThatThrownBy(() -> parse(TestSps.nalUnit(all)))
        .hasMessage("SPS: 16 of 16 pixels of the width are cropped (at byte 0)");
    BitWriter huge = TestSps.baseline(0, 1, 1).flag(true).ue(0xffff_fffeL).ue(0xffff_fffeL);
    assertThatThrownBy(() -> parse(TestSps.nalUnit(huge)))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void namesTheFieldBeyondItsBound() {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(24, 0x42c01e).ue(32);
    assertThatThrownBy(() -> Sps.parse(TestSps.nalUnit(out), 100))
        .hasMessageContaining("SPS: seq_parameter_set_id 32, at most 31");
    assertThatThrownBy(() -> Sps.parse(hex("6742c01e"), 100)).hasMessageContaining("ends early");
    assertThatThrownBy(() -> Sps.parse(hex("6842c01e"), 100)).hasMessageContaining("type 8, not 7");
    assertThatThrownBy(() -> Sps.parse(Payload.EMPTY, 100)).hasMessageContaining("ends early");
  }

  @Test
  void throwsOnlyMediaExceptionsOnAnyBytes() {
    Random random = new Random(264);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      Payload bytes = damaged(random, i % 2 == 0 ? TestSps.X264_854X480 : TestSps.X264_640X426);
      try {
        Sps sps = parse(bytes);
        assertThat(sps.width()).isBetween(1, 16_880);
        assertThat(sps.height()).isBetween(1, 33_760);
        assertThat(sps.maxNumReorderFrames()).isBetween(0, 16);
        read++;
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, 64L);
      }
    }
    assertThat(read).isGreaterThan(1000);
  }

  private static Payload damaged(Random random, Payload good) {
    byte[] bytes = good.toByteArray();
    int from = 1 + random.nextInt(bytes.length - 1);
    for (int flips = random.nextInt(6); flips >= 0; flips--) {
      bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
    }
    return Payload.of(bytes, 0, random.nextInt(8) == 0 ? from : bytes.length);
  }
}
