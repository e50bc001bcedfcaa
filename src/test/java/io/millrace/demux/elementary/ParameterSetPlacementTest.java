package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.h264.TestSps;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.TestSets;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parameter sets that stay in the samples: avc3 and hev1. */
class ParameterSetPlacementTest {
  private static final Payload IDR = TestSets.hex("6588841122");
  private static final Payload SLICE = TestSets.hex("419a2233");
  private static final Payload CRA = TestSets.hex("2a01af22");
  private static final Payload TRAIL = TestSets.hex("0201af66");
  private static final Payload SPS = TestSps.plain(0, 40, 30);
  private static final Payload PPS = TestSps.pps(0, 0);
  private static final Payload OTHER_PPS = TestSps.pps(1, 0);

  private final Recorder recorder = new Recorder();
  private final ElementaryStage stage =
      new ElementaryStage(recorder, ParameterSetPlacement.SAMPLES);
  private long pts;

  private void declare(Codec codec, Payload configuration) {
    stage.onTracks(
        List.of(
            new Track(
                1,
                codec,
                "",
                configuration,
                Framing.LENGTH_PREFIXED,
                Timescale.MPEG_TS,
                null,
                0,
                0,
                0,
                0,
                Display.UNDECLARED,
                "und",
                Track.Use.PROGRAMME,
                true)));
  }

  private static Payload sample(Payload... nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(new byte[] {0, 0, 0, (byte) nalUnit.length()});
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  private Payload push(Payload... nalUnits) {
    int before = recorder.units.size();
    stage.onAccessUnit(new AccessUnit(1, pts++, 0, false, sample(nalUnits), 0));
    assertThat(recorder.units).hasSize(before + 1);
    return recorder.units.get(before).data();
  }

  @Test
  void leavesTheSetsWhereTheyAre() {
    declare(Codec.H264, Payload.EMPTY);
    assertThat(push(TestSets.hex("09f0"), SPS, PPS, IDR)).isEqualTo(sample(SPS, PPS, IDR));
    assertThat(push(SLICE)).isEqualTo(sample(SLICE));
    assertThat(recorder.formats).extracting(TrackFormat::codecs).containsExactly("avc3.42c01e");
  }

  @Test
  void putsTheSetsIntoASyncSampleThatLacksThem() {
    declare(Codec.H264, Payload.EMPTY);
    push(SPS, PPS, IDR);
    assertThat(push(IDR)).isEqualTo(sample(SPS, PPS, IDR));
    assertThat(push(PPS, IDR)).isEqualTo(sample(SPS, PPS, IDR));
    assertThat(push(SLICE)).isEqualTo(sample(SLICE));
  }

  @Test
  void putsSetsOfAUnitWithoutAPictureIntoTheNextSample() {
    declare(Codec.H264, Payload.EMPTY);
    push(SPS, PPS, IDR);
    stage.onAccessUnit(new AccessUnit(1, 9, 0, false, sample(OTHER_PPS), 0));
    assertThat(push(SLICE)).isEqualTo(sample(SPS, PPS, OTHER_PPS, SLICE));
    assertThat(push(SLICE)).isEqualTo(sample(SLICE));
  }

  @Test
  void takesOtherSetsOfTheSameSizeForTheSameFormat() {
    declare(Codec.H264, Payload.EMPTY);
    push(SPS, PPS, IDR);
    assertThat(push(OTHER_PPS, SLICE)).isEqualTo(sample(OTHER_PPS, SLICE));
    assertThat(push(IDR)).isEqualTo(sample(SPS, PPS, OTHER_PPS, IDR));
    assertThat(recorder.formats).hasSize(1);
    push(TestSps.plain(0, 80, 45), PPS, IDR);
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Video) format).width())
        .containsExactly(640, 1280);
  }

  @Test
  void announcesH265AsHev1WithArraysThatAreOpen() {
    declare(Codec.H265, Payload.EMPTY);
    assertThat(push(TestSets.VPS, TestSets.SPS, TestSets.PPS, CRA))
        .isEqualTo(sample(TestSets.VPS, TestSets.SPS, TestSets.PPS, CRA));
    assertThat(push(CRA)).isEqualTo(sample(TestSets.VPS, TestSets.SPS, TestSets.PPS, CRA));
    assertThat(push(TRAIL)).isEqualTo(sample(TRAIL));
    TrackFormat format = recorder.formats.get(0);
    assertThat(recorder.formats).hasSize(1);
    assertThat(format.codecs()).isEqualTo("hev1.1.6.L90.90");
    HevcConfiguration hevc = HevcConfiguration.parse(format.configuration(), 0);
    assertThat(hevc.arrays()).hasSize(3).noneMatch(HevcConfiguration.NalArray::complete);
    assertThat(push(TestSets.pps(1, 0), TRAIL)).isEqualTo(sample(TestSets.pps(1, 0), TRAIL));
    assertThat(recorder.formats).hasSize(1);
  }
}
