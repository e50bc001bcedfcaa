package io.millrace.codec.ac3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ac3Test {
  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  private static SyncFrame parse(String header, int frameBytes) {
    byte[] frame = Arrays.copyOf(hex(header).toByteArray(), frameBytes);
    return SyncFrame.parse(Payload.of(frame), 0);
  }

  @ParameterizedTest
  @CsvSource({
    // syncword, crc1, fscod and frmsizecod, bsid and bsmod, acmod ... lfeon
    "0b77 0000 1e 40 e1 ff, 1792, 48000, 8, 0, 7, true,  30, 6",
    "0b77 0000 1e 40 e0 ff, 1792, 48000, 8, 0, 7, false, 30, 5",
    "0b77 0000 14 40 43 ff, 768,  48000, 8, 0, 2, false, 20, 2",
    "0b77 0000 14 40 44 00, 768,  48000, 8, 0, 2, true,  20, 3",
    "0b77 0000 54 41 2f ff, 834,  44100, 8, 1, 1, false, 20, 1",
    "0b77 0000 55 41 30 00, 836,  44100, 8, 1, 1, true,  21, 2",
    "0b77 0000 94 48 43 ff, 1152, 16000, 9, 0, 2, false, 20, 2",
  })
  void readsTheHeaderOfAc3(
      String header,
      int frameBytes,
      int sampleRate,
      int bsid,
      int bsmod,
      int acmod,
      boolean lfe,
      int frmsizecod,
      int channels) {
    SyncFrame frame = parse(header, frameBytes);
    int fscod = hex(header).unsignedAt(4) >> 6;
    assertThat(frame)
        .isEqualTo(
            new SyncFrame(
                frameBytes,
                false,
                0,
                fscod,
                sampleRate,
                6,
                bsid,
                bsmod,
                acmod,
                lfe,
                frmsizecod,
                0,
                0));
    assertThat(frame.isAc3()).isTrue();
    assertThat(frame.isMain()).isTrue();
    assertThat(ChannelLocations.count(frame.locations())).isEqualTo(channels);
    Ac3Configuration config = Ac3Configuration.of(frame);
    assertThat(Ac3Configuration.parse(config.payload(), 0)).isEqualTo(config);
  }

  /**
   * A frame of E-AC-3 with every optional field of bsi that {@code acmod} has.
   *
   * @param numblkscod 3 for six blocks
   */
  private static BitWriter fullStreamInfo(int strmtyp, int acmod, boolean lfe, int numblkscod) {
    BitWriter out = new BitWriter();
    out.bits(16, 0x0b77).bits(2, strmtyp).bits(3, 0).bits(11, 99).bits(2, 0).bits(2, numblkscod);
    out.bits(3, acmod).flag(lfe).bits(5, 16);
    for (int i = acmod == 0 ? 2 : 1; i > 0; i--) {
      out.bits(5, 27).bits(1, 1).bits(8, 0xa5);
    }
    if (strmtyp == 1) {
      out.bits(1, 1).bits(16, 0x1a00);
    }
    out.bits(1, 1); // mixmdate
    out.bits(acmod > 2 ? 2 : 0, 0).bits((acmod & 1) != 0 && acmod > 2 ? 6 : 0, 0);
    out.bits((acmod & 4) != 0 ? 6 : 0, 0).bits(lfe ? 6 : 0, lfe ? 63 : 0);
    if (strmtyp == 0) {
      out.bits(7, 127).bits(acmod == 0 ? 7 : 0, acmod == 0 ? 127 : 0).bits(7, 127);
      out.bits(2, 3).bits(5, 1).bits(24, 0xffffff);
      out.bits(acmod < 2 ? 15 : 0, acmod < 2 ? 0x7fff : 0);
      out.bits(acmod == 0 ? 15 : 0, acmod == 0 ? 0x7fff : 0);
      out.bits(1, 1);
      int blocks = new int[] {1, 2, 3, 6}[numblkscod];
      for (int i = 0; i < blocks; i++) {
        out.bits(numblkscod == 0 ? 5 : 6, numblkscod == 0 ? 31 : 63);
      }
    }
    out.bits(1, 1).bits(3, 5).bits(2, 3); // infomdate, bsmod
    out.bits(acmod == 2 ? 4 : acmod >= 6 ? 2 : 0, 0).bits(9, 511);
    out.bits(acmod == 0 ? 9 : 0, acmod == 0 ? 511 : 0).bits(1, 1);
    if (strmtyp == 0 && numblkscod != 3) {
      out.bits(1, 1);
    }
    if (strmtyp == 2) {
      out.bits(numblkscod == 3 ? 6 : 7, 127 >> (numblkscod == 3 ? 1 : 0));
    }
    return out.bits(1, 1).bits(6, 1).bits(8, 1).bits(8, 16); // addbsi: 16 objects
  }

  @Test
  void readsEveryFieldOfEac3() {
    for (int strmtyp = 0; strmtyp < 3; strmtyp++) {
      for (int acmod = 0; acmod < 8; acmod++) {
        for (int numblkscod = 0; numblkscod < 4; numblkscod++) {
          boolean lfe = acmod % 2 == 1;
          byte[] bytes = fullStreamInfo(strmtyp, acmod, lfe, numblkscod).payload().toByteArray();
          SyncFrame frame = SyncFrame.parse(Payload.of(Arrays.copyOf(bytes, 200)), 0);
          int blocks = new int[] {1, 2, 3, 6}[numblkscod];
          int chanmap = strmtyp == 1 ? 0x1a00 : 0;
          assertThat(frame)
              .isEqualTo(
                  new SyncFrame(
                      200, strmtyp == 1, 0, 0, 48_000, blocks, 16, 5, acmod, lfe, 0, chanmap, 16));
          for (int length = 8; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            cut[3] = (byte) (length / 2 - 1); // frmsiz: the frame ends within bsi
            Payload part = Payload.of(cut);
            assertThatThrownBy(() -> SyncFrame.parse(part, 0))
                .isInstanceOf(MediaException.Malformed.class);
          }
        }
      }
    }
  }

  @Test
  void readsReducedRatesAndNothingOptional() {
    SyncFrame frame = parse("0b77 00ff d4 80 00", 512);
    assertThat(frame.sampleRate()).isEqualTo(22_050);
    assertThat(frame.blocks()).isEqualTo(6);
    assertThat(frame.objects()).isZero();
    assertThatThrownBy(() -> parse("0b77 00ff f4 80 00", 512))
        .hasMessage("E-AC-3: reserved sample rate (at byte 0)");
  }

  @ParameterizedTest
  @CsvSource({
    "'',                no sync frame",
    "0b77 0000 1e 40 e1,    no sync frame",
    "0b78 0000 1e 40 e1 ff, no sync frame",
    "0b77 0000 de 40 e1 ff, no sync frame",
    "0b77 0000 26 40 e1 ff, no sync frame",
    "0b77 0000 1e 88 e1 ff, no sync frame",
    "0b77 0000 1e 40 e1 ff, frame of 1792 bytes in 8 bytes",
    "0b77 07ff 3f 80 00 00, frame of 4096 bytes in 8 bytes",
  })
  void saysWhyItIsNoFrame(String header, String reason) {
    assertThatThrownBy(() -> SyncFrame.parse(hex(header), 5))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("AC-3: " + reason + " (at byte 5)");
  }

  @Test
  void describesAllSubstreamsOfAnAccessUnit() {
    SyncFrame main = frame(false, 0, 7, true, 0, 768);
    SyncFrame rear = frame(true, 0, 6, false, 0x1a00, 384);
    SyncFrame second = frame(false, 1, 1, false, 0, 128);
    Eac3Configuration config = Eac3Configuration.of(List.of(main, rear, second));
    // 1280 bytes in 32 ms; 5.1 with a dependent substream of Lrs/Rrs; mono
    assertThat(config.payload()).isEqualTo(hex("0a01 200f02 02 200200"));
    assertThat(Eac3Configuration.parse(config.payload(), 0)).isEqualTo(config);
    assertThat(ChannelLocations.count(main.locations() | rear.locations())).isEqualTo(8);
  }

  @Test
  void describesFramesOfFewerBlocksOnce() {
    SyncFrame main = new SyncFrame(256, false, 0, 0, 48_000, 3, 16, 0, 2, false, 0, 0, 0);
    assertThat(Eac3Configuration.of(List.of(main, main)).payload()).isEqualTo(hex("0400 200400"));
  }

  @Test
  void tellsTheObjectsBehindTheSubstreams() {
    SyncFrame main = new SyncFrame(1536, false, 0, 0, 48_000, 6, 16, 0, 7, true, 0, 0, 16);
    Eac3Configuration config = Eac3Configuration.of(List.of(main));
    assertThat(config.payload()).isEqualTo(hex("0c00 200f00 0110"));
    assertThat(Eac3Configuration.parse(config.payload(), 0)).isEqualTo(config);
  }

  private static SyncFrame frame(
      boolean dependent, int id, int acmod, boolean lfe, int chanmap, int bytes) {
    return new SyncFrame(bytes, dependent, id, 0, 48_000, 6, 16, 0, acmod, lfe, 0, chanmap, 0);
  }

  @Test
  void configurationsAreMalformedWhereverTheyEnd() {
    for (int length = 0; length < 3; length++) {
      Payload part = hex("103de0").slice(0, length);
      assertThatThrownBy(() -> Ac3Configuration.parse(part, 0)).isInstanceOf(MediaException.class);
    }
    for (int length = 0; length < 8; length++) {
      Payload part = hex("0a01 200f02 02 200200").slice(0, length);
      assertThatThrownBy(() -> Eac3Configuration.parse(part, 0)).isInstanceOf(MediaException.class);
    }
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(102_366);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 4) {
        bytes[0] = 0x0b;
        bytes[1] = 0x77;
        bytes[2] &= (byte) 0xf8;
      }
      try {
        SyncFrame frame = SyncFrame.parse(Payload.of(bytes), 0);
        assertThat(frame.frameBytes()).isLessThanOrEqualTo(bytes.length);
        assertThat(SilentFrame.of(List.of(frame)).length()).isLessThan(4096);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, 200L);
      }
      try {
        assertThat(Eac3Configuration.parse(Payload.of(bytes), 0).independent()).isNotEmpty();
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, 200L);
      }
    }
  }
}
