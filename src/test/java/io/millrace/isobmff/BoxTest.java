package io.millrace.isobmff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.GoldenFile;
import io.millrace.media.Colour;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.Hdr.MasteringDisplay;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each box, both directions. */
class BoxTest {
  private static final long LONG_TIME = 0x1_2345_6789L;
  private static final Payload BYTES = hex("0164001fffe1000467640001");

  static Stream<Box> boxes() {
    return Stream.of(
        new Ftyp("iso6", 0, List.of("iso6", "cmfc", "cfhd")),
        new Styp("msdh", 1, List.of()),
        Box.container("moov", new Mfhd(7), Box.container("trak")),
        new Mvhd(30_000, 0, 2),
        new Mvhd(30_000, LONG_TIME, 2),
        new Mvhd(1_000, -1, 3),
        new Tkhd(3, 1, 0, 0, 1_280L << 16, 720L << 16),
        new Tkhd(7, 2, LONG_TIME, 0x100, 0, 0),
        new Tkhd(3, 1, 0, 0, Matrix.rotated(90, 1_280 << 16, 720 << 16), 1_280L << 16, 720L << 16),
        new Mdhd(48_000, 0, "und"),
        new Mdhd(48_000, LONG_TIME, "eng"),
        new Hdlr("vide", "VideoHandler"),
        new Vmhd(),
        new Smhd(),
        new Dref(List.of(new Url(""), new Url("urn:é"))),
        new Stsd(List.of(new VisualSampleEntry("avc1", 1_280, 720, List.of(new AvcC(BYTES))))),
        new AudioSampleEntry("mp4a", 2, 48_000, List.of(new Btrt(0, 0, 0))),
        new Stts(List.of(new Stts.Run(60, 1_001))),
        new Stsc(List.of(new Stsc.Run(1, 10, 1))),
        new Stsz(0, 2, List.of(100L, 0xffff_ffffL)),
        new Stsz(100, 2, List.of()),
        new Stss(List.of(1L, 0xffff_ffffL)),
        new Ctts(0, List.of(new Ctts.Run(1, 0xffff_ffffL))),
        new Ctts(1, List.of(new Ctts.Run(60, 1_001), new Ctts.Run(1, -1_001))),
        new Stco(List.of(0L, 0xffff_ffffL)),
        new Co64(List.of(0L, LONG_TIME)),
        new Elst(List.of(new Elst.Edit(LONG_TIME, -1, 0x10000))),
        new Mehd(60_060),
        new Mehd(LONG_TIME),
        new Trex(1, 1, 0, 0, 0x0101_0000),
        new Mfhd(0xffff_ffffL),
        new Tfhd(0x2_0000, 1, 0, 0, 0, 0, 0),
        new Tfhd(0x2_003b, 1, LONG_TIME, 2, 1_001, 371, 0x0200_0000),
        new Tfdt(LONG_TIME),
        new Trun(0, 0x1, 96, 0, List.of(new Trun.Entry(0, 0, 0, 0))),
        new Trun(0, 0x5, 96, 0x0200_0000, List.of()),
        new Trun(
            1,
            0xf01,
            -1,
            0,
            List.of(
                new Trun.Entry(1_001, 38_070, 0x0200_0000, 2_002),
                new Trun.Entry(0xffff_ffffL, 1, 0x0101_0000, -1_001))),
        new Sidx(1, 30_000, LONG_TIME, 0, List.of(new Sidx.Reference(1_000, 60_060, 0x9000_0000))),
        new Esds(Esds.AAC, 0, 0, hex("1190")),
        new Esds(Esds.AAC, 192_000, 128_000, Payload.of(new byte[300])),
        new Esds(Esds.MPEG_1_AUDIO, 0, 0, Payload.EMPTY),
        new Dac3(hex("103dc0")),
        new Dec3(hex("0600200f00")),
        new DOps(hex("000201380000bb80000000")),
        new DfLa(hex("8000002210001000000000000000" + "0ac442f0" + "00".repeat(20))),
        new AudioSampleEntry("fLaC", 6, 24, 48_000, List.of(new DfLa(hex("80000000")))),
        new VisualSampleEntry("av01", 64, 64, List.of(new Av1C(hex("81000c00")))),
        new VisualSampleEntry("vp09", 64, 64, List.of(new VpcC(hex("000a820202020000")))),
        new Colr(new Colour(9, 16, 9, true)),
        new Pasp(40, 33),
        new VisualSampleEntry(
            "hvc1",
            3_840,
            2_160,
            List.of(
                new HvcC(BYTES),
                new Mdcv(
                    new MasteringDisplay(
                        34_000,
                        16_000,
                        13_250,
                        34_500,
                        7_500,
                        3_000,
                        15_635,
                        16_450,
                        10_000_000,
                        1)),
                new Clli(new LightLevel(1_000, 400)))),
        new Opaque("free", hex("00")));
  }

  private static Payload hex(String hex) {
    return Payload.of(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @MethodSource("boxes")
  void isTheSameAfterWritingAndReading(Box box) {
    Payload bytes = Box.bytes(List.of(box));
    assertThat(bytes.length()).isEqualTo(box.size());
    assertThat(BoxReader.read(bytes, 0)).containsExactly(box);
  }

  @ParameterizedTest
  @MethodSource("boxes")
  void isMalformedOrEmptyWhenItEndsTooEarly(Box box) {
    Payload bytes = Box.bytes(List.of(box));
    for (int length = 1; length < bytes.length(); length++) {
      Payload part = bytes.slice(0, length);
      assertThatThrownBy(() -> BoxReader.read(part, 0)).isInstanceOf(MediaException.class);
      assertThatThrownBy(() -> BoxTree.read(part)).isInstanceOf(MediaException.class);
    }
  }

  @Test
  void allBoxesHaveTheBytesThatWereReviewed() {
    String lines =
        boxes()
            .map(box -> HexFormat.of().formatHex(Box.bytes(List.of(box)).toByteArray()))
            .collect(Collectors.joining("\n", "", "\n"));
    GoldenFile.assertMatches("isobmff/boxes.hex", lines);
  }

  @Test
  void allBoxesPrintTheirFields() {
    GoldenFile.assertMatches("isobmff/boxes.txt", BoxTree.print(Box.bytes(boxes().toList())));
  }

  /** Bytes written by hand from the standard's syntax. */
  @ParameterizedTest
  @CsvSource({
    // full box header, then the value
    "tfdt, 00000014 74666474 01000000 0000000123456789",
    "mfhd, 00000010 6d666864 00000000 ffffffff",
    // flags default-base-is-moof, duration, size, flags
    "tfhd, 0000001c 74666864 00020038 00000001 000003e9 00000173 02000000",
    // ES_ID, flags; DecoderConfig; DecoderSpecificInfo; SLConfig
    "esds, 00000033 65736473 00000000 03 80808022 0000 00 04 80808014 40 15 000000"
        + " 00000000 00000000 05 80808002 1190 06 80808001 02",
    // ES_ID, flags; DecoderConfig without DecoderSpecificInfo; SLConfig
    "esds, 0000002c 65736473 00000000 03 8080801b 0000 00 04 8080800d 6b 15 000000"
        + " 00000000 00000000 06 80808001 02",
    // fscod 0, bsid 8, bsmod 0, acmod 7, lfeon 1, bit_rate_code 15
    "dac3, 0000000b 64616333 103de0",
    // data_rate 192, one substream: fscod 0, bsid 16, acmod 7, lfeon 1
    "dec3, 0000000d 64656333 0600 200f00",
    // version 0, 2 channels, pre-skip 312, 48000 Hz, gain 0, family 0
    "dOps, 00000013 644f7073 00 02 0138 0000bb80 0000 00",
    "dfLa, 00000010 64664c61 00000000 81000000",
    // marker and version, profile and level, tier and chroma, no delay
    "av1C, 0000000c 61763143 81054c00",
    // version 1; profile, level, bit depth and chroma, colour, no initialization data
    "vpcC, 00000014 76706343 01000000 001582 020202 0000",
    "colr, 00000013 636f6c72 6e636c78 0009 0010 0009 80",
    "pasp, 00000010 70617370 00000028 00000021",
    // green, blue, red, white; luminance up to 1000 and down to 0.0001
    "mdcv, 00000020 6d646376 33c286c4 1d4c0bb8 84d03e80 3d134042 00989680 00000001",
    "clli, 0000000c 636c6c69 03e8 0190",
  })
  void readsWhatTheStandardSays(String type, String spaced) {
    Payload bytes = hex(spaced.replace(" ", ""));
    List<Box> boxes = BoxReader.read(bytes, 0);
    assertThat(boxes).hasSize(1);
    assertThat(boxes.get(0)).isNotInstanceOf(Opaque.class);
    assertThat(boxes.get(0).type()).isEqualTo(type);
    assertThat(Box.bytes(boxes)).isEqualTo(bytes);
  }

  @Test
  void s14FlagsOfTheFirstAndOfEachSampleExcludeEachOther() {
    assertThatThrownBy(() -> new Trun(0, 0x404, 0, 0, List.of()))
        .hasMessage("Invalid trun: flags of the first and of each sample");
    assertThatThrownBy(() -> BoxReader.read(hex("000000147472756e000004040000000000000000"), 0))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 0, 4 3", // left top and right bottom of a picture of 4x3, on the screen
    "90, 3 0, 0 4",
    "180, 4 3, 0 0",
    "270, 0 4, 3 0"
  })
  void turnsAPictureClockwiseIntoTheCornerOfTheScreen(int degrees, String first, String last) {
    Matrix matrix = Matrix.rotated(degrees, 4 << 16, 3 << 16);
    assertThat(matrix.rotation()).isEqualTo(degrees);
    assertThat(onScreen(matrix, 0, 0)).isEqualTo(first);
    assertThat(onScreen(matrix, 4, 3)).isEqualTo(last);
  }

  private static String onScreen(Matrix matrix, int x, int y) {
    int across = matrix.a() * x + matrix.c() * y + matrix.tx();
    int down = matrix.b() * x + matrix.d() * y + matrix.ty();
    return (across >> 16) + " " + (down >> 16);
  }

  @Test
  void aNegativeOffsetNeedsVersion1() {
    Trun trun = new Trun(0, 0x800, 0, 0, List.of(new Trun.Entry(0, 0, 0, -1)));
    assertThatThrownBy(() -> Box.bytes(List.of(trun))).hasMessage("Invalid composition offset: -1");
  }

  @Test
  void aNewerVersionIsUnsupported() {
    assertThatThrownBy(
            () ->
                BoxReader.read(
                    hex("0000001074666474020000000000000000000000".substring(0, 32)), 100))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("tfdt: version 2, newest known is 1 (at byte 108)");
  }

  @Test
  void anotherKindOfColourStaysAsItIs() {
    Payload bytes = hex("0000000f636f6c7270726f66112233");
    assertThat(BoxReader.read(bytes, 0)).containsExactly(new Opaque("colr", hex("70726f66112233")));
  }
}
