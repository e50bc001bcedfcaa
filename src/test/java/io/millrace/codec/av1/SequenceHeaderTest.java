package io.millrace.codec.av1;

import static io.millrace.codec.av1.TestObu.REAL_SEQUENCE;
import static io.millrace.codec.av1.TestObu.TINY_SEQUENCE;
import static io.millrace.codec.av1.TestObu.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceHeaderTest {
  private static final Colour BT709 = new Colour(1, 1, 1, false);

  private static SequenceHeader parse(BitWriter fields) {
    return SequenceHeader.parse(fields.trailingBits().payload(), 0);
  }

  @Test
  void readsWhatAnEncoderWrote() {
    SequenceHeader real = SequenceHeader.parseObu(hex(REAL_SEQUENCE), 0);
    assertThat(real)
        .isEqualTo(
            new SequenceHeader(
                0,
                5,
                false,
                10,
                false,
                true,
                true,
                0,
                new Colour(9, 18, 9, false),
                null,
                720,
                1_280,
                1,
                false,
                false,
                false));
    assertThat(real.codecs()).isEqualTo("av01.0.05M.10.0.110.09.18.09.0");
    SequenceHeader tiny = SequenceHeader.parseObu(hex(TINY_SEQUENCE), 0);
    assertThat(tiny.width() + "x" + tiny.height()).isEqualTo("64x64");
    assertThat(tiny.colour()).isEqualTo(Colour.UNSPECIFIED);
    assertThat(tiny.codecs()).isEqualTo("av01.0.00M.08");
  }

  @Test
  void leavesTheOptionalPartsOutWhereTheySayNothing() {
    SequenceHeader usual = SequenceHeader.parseObu(hex(TestObu.sequence(1_280, 720, BT709)), 0);
    assertThat(usual.codecs()).isEqualTo("av01.0.05M.08");
    Colour full = new Colour(1, 1, 1, true);
    SequenceHeader other = SequenceHeader.parseObu(hex(TestObu.sequence(1_280, 720, full)), 0);
    assertThat(other.codecs()).isEqualTo("av01.0.05M.08.0.110.01.01.01.1");
  }

  @Test
  void readsAStillPictureWithAReducedHeader() {
    BitWriter out = new BitWriter().bits(3, 0).flag(true).flag(true).bits(5, 8);
    TestObu.size(out, 65_536, 1).bits(3, 0).bits(3, 0);
    out.flag(false).flag(false).flag(false).flag(true).bits(2, 1).flag(false).flag(true);
    SequenceHeader still = parse(out);
    assertThat(still.reducedStillPicture()).isTrue();
    assertThat(still.stillPicture()).isTrue();
    assertThat(still.width()).isEqualTo(65_536);
    assertThat(still.filmGrain()).isTrue();
    assertThat(still.codecs()).isEqualTo("av01.0.08M.08.0.111.02.02.02.1");
  }

  @Test
  void readsTimingAndTheFirstOfManyOperatingPoints() {
    BitWriter out = new BitWriter().bits(3, 0).flag(false).flag(false);
    out.flag(true).bits(32, 1_001).bits(32, 60_000).flag(true).ue(1); // two ticks a picture
    out.flag(true).bits(5, 9).bits(32, 1).bits(5, 3).bits(5, 3); // decoder model, delays of 10 bits
    out.flag(true).bits(5, 2);
    out.bits(12, 0x107).bits(5, 13).flag(true).flag(true).bits(21, 0).flag(true).bits(4, 9);
    out.bits(12, 0x103).bits(5, 5).flag(false).flag(false);
    out.bits(12, 0x101).bits(5, 8).flag(false).flag(true).bits(21, 0).flag(false);
    TestObu.size(out, 1_920, 1_080);
    SequenceHeader read = SequenceHeader.parseObu(hex(TestObu.sequence(out, BT709)), 0);
    assertThat(read.frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
    assertThat(read.operatingPoints()).isEqualTo(3);
    assertThat(read.width() + "x" + read.height()).isEqualTo("1920x1080");
    assertThat(read.codecs()).isEqualTo("av01.0.13H.08");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 60000",
    "1, 0",
    "4294967295, 1",
    "1, 4294967295",
  })
  void believesNoRateThatNobodyMeans(long units, long timeScale) {
    BitWriter out = new BitWriter().bits(3, 0).flag(false).flag(false);
    out.flag(true).bits(32, units).bits(32, timeScale).flag(true).ue(0xffff_fffeL).flag(false);
    out.flag(false).bits(5, 0).bits(12, 0).bits(5, 5);
    TestObu.size(out, 16, 16);
    SequenceHeader read = SequenceHeader.parseObu(hex(TestObu.sequence(out, BT709)), 0);
    FrameRate rate = read.frameRate();
    assertThat(rate == null || rate.numerator() / rate.denominator() <= 1_000).isTrue();
  }

  /** Profile, then the bits of color_config, then what they say. AV1 Specification, 5.5.2. */
  @ParameterizedTest
  @CsvSource({
    // high_bitdepth, color_description, range, separate_uv
    "1, 0 0 0 0, av01.1.00M.08.0.000.02.02.02.0",
    "1, 1 0 1 0, av01.1.00M.10.0.000.02.02.02.1",
    // high_bitdepth, twelve_bit, mono, description, range, x, y, position, separate_uv
    "2, 1 1 0 0 0 1 1 10 0, av01.2.00M.12.0.112.02.02.02.0",
    "2, 1 1 0 0 0 1 0 0, av01.2.00M.12.0.100.02.02.02.0",
    "2, 1 1 0 0 0 0 0, av01.2.00M.12.0.000.02.02.02.0",
    "2, 1 0 0 0 0 0, av01.2.00M.10.0.100.02.02.02.0",
    "0, 0 1 0 1, av01.0.00M.08.1.110.02.02.02.1",
    // sRGB: no range, no subsampling
    "1, 0 1 00000001 00001101 00000000 0, av01.1.00M.08.0.000.01.13.00.1",
  })
  void readsEveryChroma(int profile, String bits, String codecs) {
    BitWriter out = new BitWriter().bits(3, profile).flag(false).flag(false);
    out.flag(false).flag(false).bits(5, 0).bits(12, 0).bits(5, 0);
    TestObu.tools(TestObu.size(out, 64, 64));
    bits.chars().filter(c -> c != ' ').forEach(c -> out.flag(c == '1'));
    out.flag(false);
    assertThat(parse(out).codecs()).isEqualTo(codecs);
  }

  @Test
  void refusesAReservedProfile() {
    assertThatThrownBy(() -> SequenceHeader.parse(hex("60000000"), 7))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("AV1 sequence header: seq_profile 3 (at byte 7)");
  }

  @Test
  void endsEarlyAtEveryByteWithAnException() {
    for (String obu : new String[] {REAL_SEQUENCE, TINY_SEQUENCE}) {
      Payload payload = hex(obu.substring(4));
      for (int length = 0; length < payload.length() - 1; length++) {
        Payload part = payload.slice(0, length);
        assertThatThrownBy(() -> SequenceHeader.parse(part, 0))
            .isInstanceOf(MediaException.Malformed.class);
      }
    }
  }

  @Test
  void survivesAnyBytes() {
    long seed = 20261127;
    Random random = new Random(seed);
    byte[] good = hex(REAL_SEQUENCE).toByteArray();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(6); flips >= 0; flips--) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
      }
      try {
        assertThat(SequenceHeader.parse(Payload.of(bytes, 2, 14), 0).codecs()).isNotEmpty();
      } catch (MediaException e) {
        assertThat(e.byteOffset()).as("seed %d, run %d", seed, i).isBetween(0L, 14L);
      }
    }
  }
}
