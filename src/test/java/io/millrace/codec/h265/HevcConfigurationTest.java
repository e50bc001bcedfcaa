package io.millrace.codec.h265;

import static io.millrace.codec.h265.TestSets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HevcConfigurationTest {
  private static final Path MEDIA = Path.of("../shared/media");

  /** As a phone's muxer wrote it: arrays that do not call themselves complete. */
  private static final Payload HVCC =
      hex(
          "0101600000009000000000005af000fcfdf8f800000f03"
              + "2000010018"
              + "40010c01ffff01600000030090000003000003005a959809"
              + "2100010029"
              + "42010101600000030090000003000003005aa006b201e1d796566924cae68080000003008000000f04"
              + "2200010007"
              + "4401c172b46240");

  @Test
  void readsARecordAndWritesItBack() {
    HevcConfiguration read = HevcConfiguration.parse(HVCC, 0);
    assertThat(read.profileTierLevel().codecs("hev1")).isEqualTo("hev1.1.6.L90.90");
    assertThat(read.lengthSize()).isEqualTo(4);
    assertThat(read.temporalLayers()).isEqualTo(1);
    assertThat(read.nalUnits(NalUnitType.SEQUENCE_PARAMETER_SET)).containsExactly(TestSets.SPS);
    assertThat(read.arrays()).noneMatch(HevcConfiguration.NalArray::complete);
    assertThat(read.payload()).isEqualTo(HVCC);
  }

  @Test
  void buildsTheRecordFromTheSets() {
    ParameterSets sets =
        ParameterSets.NONE.with(List.of(TestSets.PPS, TestSets.SPS, TestSets.VPS), 0);
    assertThat(sets.openConfiguration().payload()).isEqualTo(HVCC);
    byte[] complete = HVCC.toByteArray();
    for (int at = 23; at < complete.length; at += 5 + complete[at + 4]) {
      complete[at] |= (byte) 0x80;
    }
    assertThat(sets.completeConfiguration().payload()).isEqualTo(Payload.of(complete));
  }

  /** Records of real files, by the codecs string that ffprobe's fields make. */
  @ParameterizedTest
  @CsvSource({
    "golden/mp4/h265_bframes.mp4, hvc1.1.6.L90.90",
    "derived/dev/foreman_hevc_mkvmerge.mkv, hvc1.1.6.L93.80",
    "Eyevinn+mp4ff/mp4/testdata/ed_hevc.mp4, hvc1.1.6.L120.90",
    "sannies+mp4parser/isoparser/src/test/resources/foreman-hevc-384.mp4, hvc1.1.6.L93.80",
    "androidx+media/libraries/test_data/src/test/assets/media/hls/multi-segment/init.mp4,"
        + " hvc1.4.10.L93.9F.A8"
  })
  void readsTheRecordsOfRealFilesAndWritesThemBack(String file, String codecs) throws IOException {
    Path path = MEDIA.resolve(file);
    Assumptions.assumeTrue(Files.exists(path), path + " is not here");
    Payload record = recordIn(Files.readAllBytes(path));
    HevcConfiguration read = HevcConfiguration.parse(record, 0);
    assertThat(read.payload()).isEqualTo(record);
    assertThat(read.profileTierLevel().codecs("hvc1")).isEqualTo(codecs);
    Sps sps = Sps.parse(read.nalUnits(NalUnitType.SEQUENCE_PARAMETER_SET).get(0), 0);
    assertThat(HevcConfiguration.of(sps, read.arrays()))
        .isEqualTo(
            new HevcConfiguration(
                read.profileTierLevel(),
                read.minSpatialSegmentation(),
                0,
                read.chromaFormatIdc(),
                read.bitDepthLuma(),
                read.bitDepthChroma(),
                0,
                0,
                read.temporalLayers(),
                read.temporalIdNested(),
                4,
                read.arrays()));
  }

  /** The payload of the first hvcC box, or in Matroska the CodecPrivate before its video set. */
  private static Payload recordIn(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int box = text.indexOf("hvcC");
    if (box > 0) {
      int size = (file[box - 2] & 0xff) << 8 | file[box - 1] & 0xff;
      return Payload.of(file, box + 4, size - 8);
    }
    int at = text.indexOf("c\u00a2") + 2; // EBML id 63 A2
    int length = file[at] & 0x7f;
    if (length == 0x40 || (file[at] & 0x80) == 0) {
      length = (file[at] & 0x3f) << 8 | file[at + 1] & 0xff;
      at++;
    }
    return Payload.of(file, at + 1, length);
  }

  @Test
  void refusesWhatLies() {
    assertThatThrownBy(() -> HevcConfiguration.parse(hex("02"), 7))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("hvcC: version 2, not 1 (at byte 7)");
    byte[] lengths = HVCC.toByteArray();
    lengths[21] = 0x0e;
    assertThatThrownBy(() -> HevcConfiguration.parse(Payload.of(lengths), 0))
        .hasMessage("hvcC: lengthSizeMinusOne 2 (at byte 0)");
    byte[] type = HVCC.toByteArray();
    type[23] = 0x21;
    assertThatThrownBy(() -> HevcConfiguration.parse(Payload.of(type), 0))
        .hasMessageContaining("short or of another type");
    for (int length = 1; length < HVCC.length(); length++) {
      Payload part = HVCC.slice(0, length);
      assertThatThrownBy(() -> HevcConfiguration.parse(part, 0))
          .isInstanceOf(MediaException.Malformed.class);
    }
  }

  @Test
  void countsNoMoreNalUnitsThanThereAreBytes() {
    byte[] bomb = HVCC.slice(0, 26).toByteArray();
    bomb[22] = (byte) 0xff;
    bomb[24] = (byte) 0xff;
    bomb[25] = (byte) 0xff;
    assertThatThrownBy(() -> HevcConfiguration.parse(Payload.of(bomb), 0))
        .isInstanceOf(MediaException.Malformed.class);
  }
}
