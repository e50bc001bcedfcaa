package io.millrace.demux.elementary;

import static io.millrace.codec.h264.TestSps.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.h264.TestSps;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementaryStageTest {
  private static final String SPS = "6764001facd940d83de6e10000030001000003003c0f183196";
  private static final String PPS = "68ebe3cb22c0";
  private static final String OTHER_SPS = "6764001eacd940a037f9301100000303e90000ea600f162d96";
  private static final String CODE = "00000001";
  private static final String IDR = "6588841122";
  private static final String SLICE = "419a2233";
  private static final Payload AVCC = hex("0164001fffe10019" + SPS + "010006" + PPS + "fdf8f800");

  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);
  private long pts;

  private static Track video(Payload configuration, Framing framing) {
    return new Track(
        1,
        Codec.H264,
        "V_MPEG4/ISO/AVC",
        configuration,
        framing,
        Timescale.MPEG_TS,
        new FrameRate(25, 1),
        0,
        0,
        0,
        0,
        Display.UNDECLARED,
        "eng",
        Track.Use.PROGRAMME,
        true);
  }

  private static Track audio(int id, Codec codec, String codecId, String configuration) {
    return new Track(
        id,
        codec,
        codecId,
        hex(configuration),
        Framing.RAW,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        22_050,
        2,
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  private void push(String digits) {
    push(hex(digits));
  }

  private void push(Payload data) {
    stage.onAccessUnit(new AccessUnit(1, pts++, 0, false, data, 100 * pts));
  }

  private static String prefixed(String... nalUnits) {
    StringBuilder unit = new StringBuilder();
    for (String nalUnit : nalUnits) {
      unit.append("%08x".formatted(nalUnit.length() / 2)).append(nalUnit);
    }
    return unit.toString();
  }

  private static String annexB(String... nalUnits) {
    return CODE + String.join(CODE, nalUnits);
  }

  @Test
  void announcesTheContainersRecordByteForByte() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    push(prefixed(IDR));
    push(prefixed(SLICE));
    assertThat(recorder.formats)
        .containsExactly(
            new TrackFormat.Video(
                Codec.H264,
                "avc1.64001f",
                AVCC,
                "eng",
                854,
                480,
                PixelAspect.SQUARE,
                Colour.UNSPECIFIED,
                Hdr.UNKNOWN,
                0,
                new FrameRate(25, 1)));
    assertThat(recorder.lines.get(1)).isEqualTo("format 1 avc1.64001f");
    assertThat(recorder.units).extracting(AccessUnit::sync).containsExactly(true, false);
  }

  @Test
  void handsOnTheVeryUnitThatNeedsNothing() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    AccessUnit idr = new AccessUnit(1, 0, 0, true, hex(prefixed("0605", IDR)), 0);
    AccessUnit slice = new AccessUnit(1, 1, 0, false, hex(prefixed(SLICE)), 0);
    stage.onAccessUnit(idr);
    stage.onAccessUnit(slice);
    assertThat(recorder.units.get(0)).isSameAs(idr);
    assertThat(recorder.units.get(1)).isSameAs(slice);
  }

  @Test
  void stripsDelimitersAndRepeatedSetsWithoutACopy() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    Payload data = hex(prefixed("09f0", SPS, PPS, "0605", IDR));
    push(data);
    assertThat(recorder.formats).hasSize(1);
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
    Payload sample = recorder.units.get(0).data();
    assertThat(sample).isEqualTo(hex(prefixed("0605", IDR)));
    assertThat(sample.array()).isSameAs(data.array());
  }

  @Test
  void buildsTheFormatFromTheStreamWhereTheContainerHasNone() {
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.ANNEX_B)));
    push(annexB("09f0", SLICE));
    push(annexB("09f0", SPS, PPS, IDR) + "0000");
    push(annexB("09f0", SLICE));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PARAMETER_SETS 100",
            "format 1 avc1.64001f",
            "unit 1 1 sync " + hex(prefixed(IDR)),
            "unit 1 2 " + hex(prefixed(SLICE)));
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
  }

  @Test
  void takesSetsThatComeInAUnitOfTheirOwn() {
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.ANNEX_B)));
    push(annexB(SPS));
    push(annexB(PPS));
    push(annexB(IDR));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PICTURE 100",
            "dropped 1 NO_PICTURE 200",
            "format 1 avc1.64001f",
            "unit 1 2 sync " + hex(prefixed(IDR)));
  }

  @Test
  void readsStartCodesInPlaceOfTheRecord() {
    stage.onTracks(List.of(video(hex(annexB(SPS, PPS)), Framing.ANNEX_B)));
    push(annexB(IDR));
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
  }

  @Test
  void announcesOtherSetsBeforeTheUnitThatBringsThem() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    push(prefixed(IDR));
    push(prefixed(OTHER_SPS, PPS, IDR));
    push(prefixed(OTHER_SPS, PPS, IDR));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "format 1 avc1.64001f",
            "unit 1 0 sync " + hex(prefixed(IDR)),
            "format 1 avc1.64001e",
            "unit 1 1 sync " + hex(prefixed(IDR)),
            "unit 1 2 sync " + hex(prefixed(IDR)));
    TrackFormat.Video other = (TrackFormat.Video) recorder.formats.get(1);
    assertThat(other.width()).isEqualTo(640);
    AvcConfiguration avc = AvcConfiguration.parse(other.configuration(), 0);
    assertThat(avc.sps()).containsExactly(hex(OTHER_SPS));
    assertThat(avc.pps()).containsExactly(hex(PPS));
  }

  @Test
  void replacesPictureSetsOfAReplacedSequenceSet() {
    Payload first = TestSps.plain(0, 20, 15);
    Payload second = TestSps.plain(0, 40, 30);
    Payload a = TestSps.pps(0, 0);
    Payload b = TestSps.pps(1, 0);
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.LENGTH_PREFIXED)));
    push(unit(first, a, b, hex(IDR)));
    push(unit(second, a, hex(IDR)));
    AvcConfiguration avc = AvcConfiguration.parse(recorder.formats.get(1).configuration(), 0);
    assertThat(avc.sps()).containsExactly(second);
    assertThat(avc.pps()).containsExactly(a);
  }

  @Test
  void keepsPictureSetsWhereOnlyTheSequenceSetComesAgain() {
    Payload second = TestSps.plain(0, 40, 30);
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.LENGTH_PREFIXED)));
    push(unit(TestSps.plain(0, 20, 15), TestSps.pps(3, 0), hex(IDR)));
    push(unit(second, hex(IDR)));
    AvcConfiguration avc = AvcConfiguration.parse(recorder.formats.get(1).configuration(), 0);
    assertThat(avc.pps()).containsExactly(TestSps.pps(3, 0));
    assertThat(Sps.parse(avc.sps().get(0), 0).width()).isEqualTo(640);
  }

  private static Payload unit(Payload... nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(new byte[] {0, 0, 0, (byte) nalUnit.length()});
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  @Test
  void rewritesShortLengthsAndTheRecordThatSaysThem() {
    byte[] avcc = AVCC.toByteArray();
    avcc[4] = (byte) 0xfd;
    stage.onTracks(List.of(video(Payload.of(avcc), Framing.LENGTH_PREFIXED)));
    push("0002 09f0 0005" + IDR);
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
    assertThat(recorder.units.get(0).data()).isEqualTo(hex(prefixed(IDR)));
  }

  @Test
  void rewritesARecordThatContradictsItsSet() {
    byte[] avcc = AVCC.toByteArray();
    avcc[3] = 0x28;
    stage.onTracks(List.of(video(Payload.of(avcc), Framing.LENGTH_PREFIXED)));
    push(prefixed(IDR));
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
  }

  @Test
  void believesTheContainerWhereTheBitstreamIsSilent() {
    Display display =
        new Display(new PixelAspect(4, 3), new Colour(9, 16, 9, false), Hdr.UNKNOWN, 270);
    Track track = video(AVCC, Framing.LENGTH_PREFIXED);
    stage.onTracks(
        List.of(
            new Track(
                1,
                Codec.H264,
                track.codecId(),
                AVCC,
                track.framing(),
                track.timescale(),
                null,
                0,
                0,
                0,
                0,
                display,
                "und",
                Track.Use.PROGRAMME,
                true)));
    push(prefixed(IDR));
    TrackFormat.Video format = (TrackFormat.Video) recorder.formats.get(0);
    assertThat(format.pixelAspect()).isEqualTo(display.pixelAspect());
    assertThat(format.colour()).isEqualTo(display.colour());
    assertThat(format.rotation()).isEqualTo(270);
  }

  @Test
  void leavesOutWhatHasNoPicture() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    push("");
    push(prefixed("09f0", "0605"));
    push("00000000");
    stage.onAccessUnit(new AccessUnit(7, 0, 0, true, hex("01"), 5));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 EMPTY 100",
            "dropped 1 NO_PICTURE 200",
            "dropped 1 NO_PICTURE 300",
            "dropped 7 UNKNOWN_TRACK 5");
  }

  @Test
  void reportsDamageAsLossAndGoesOn() {
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    push("00000009" + IDR);
    push(prefixed("6764", IDR));
    push(prefixed(SLICE));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "loss 1 H.264: NAL unit of 9 bytes, 5 left in the access unit (at byte 100)",
            "loss 1 SPS: ends early, 8 bits wanted, 0 left (at byte 202)",
            "format 1 avc1.64001f",
            "unit 1 2 " + hex(prefixed(SLICE)));
  }

  @Test
  void complainsOnceAboutABrokenRecordAndReadsTheStream() {
    stage.onTracks(List.of(video(hex("0164001fffe1ffff"), Framing.LENGTH_PREFIXED)));
    push(prefixed(IDR));
    push(prefixed(SPS, PPS, IDR));
    assertThat(recorder.lines.get(1)).startsWith("loss 1 avcC: ends early");
    assertThat(recorder.lines.get(2)).isEqualTo("dropped 1 NO_PARAMETER_SETS 100");
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(AVCC);
  }

  @Test
  void announcesAacWithItsOwnConfiguration() {
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", "1210"), audio(2, Codec.AAC, "", "1188")));
    push("21004990");
    stage.onAccessUnit(new AccessUnit(2, 0, 0, true, hex("0102"), 5));
    assertThat(recorder.formats)
        .containsExactly(
            new TrackFormat.Audio(
                Codec.AAC, "mp4a.40.2", hex("1210"), "und", 44_100, 2, 1024, hex("21000000001c")),
            new TrackFormat.Audio(
                Codec.AAC, "mp4a.40.2", hex("1188"), "und", 48_000, 1, 1024, hex("00000007")));
    assertThat(recorder.units).allMatch(AccessUnit::sync);
  }

  @Test
  void readsTheConfigurationThatOldMatroskaHidesInAName() {
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC/MPEG4/LC/SBR", "")));
    push("21004990");
    assertThat(recorder.formats.get(0).codecs()).isEqualTo("mp4a.40.5");
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(hex("2b920800"));
  }

  /** Core of 24 kHz, output of 48 kHz: in the way old decoders overlook, and in front. */
  @ParameterizedTest
  @CsvSource({
    "131056e598,     2, mp4a.40.5,  2b118800",
    "2b118800,       2, mp4a.40.5,  2b118800",
    "130856e59d4880, 1, mp4a.40.29, eb098800",
    "eb098800,       1, mp4a.40.29, eb098800",
  })
  void publishesSpectralBandReplicationInFront(
      String declared, int channels, String codecs, String published) {
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", declared)));
    push("21004990");
    TrackFormat.Audio format = (TrackFormat.Audio) recorder.formats.get(0);
    assertThat(format.configuration()).isEqualTo(hex(published));
    assertThat(format.codecs()).isEqualTo(codecs);
    assertThat(format.sampleRate()).isEqualTo(24_000);
    assertThat(format.samplesPerFrame()).isEqualTo(1024);
    assertThat(format.channels()).isEqualTo(channels);
  }

  @Test
  void announcesAnotherAacConfigurationInMidStream() {
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", "1210")));
    push("2100");
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", "1210")));
    push("2100");
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", "1188")));
    push("2100");
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Audio) format).sampleRate())
        .containsExactly(44_100, 48_000);
  }

  @Test
  void goesOnWithItsSetsWhereTheContainerDeclaresTheTrackAgain() {
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.ANNEX_B)));
    push(annexB(SPS, PPS, IDR));
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.ANNEX_B), audio(2, Codec.AAC, "", "1188")));
    push(annexB(SLICE));
    assertThat(recorder.formats).hasSize(1);
    assertThat(recorder.units).hasSize(2);
  }

  @Test
  void saysOnceThatACodecIsNotServed() {
    stage.onTracks(List.of(audio(1, Codec.OTHER_AUDIO, "A_QUICKTIME/QDM2", "")));
    push("01");
    push("02");
    assertThat(recorder.lines).containsExactly("tracks [1]", "dropped 1 UNSUPPORTED_CODEC 100");
  }

  @Test
  void doesNotServeAnAacThatItCannotDescribe() {
    stage.onTracks(List.of(audio(1, Codec.AAC, "A_AAC", "f94600")));
    push("01");
    push("02");
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "loss 1 AudioSpecificConfig: audio object type 42, served are AAC Main, LC, SSR and LTP"
                + " (at byte 0)",
            "dropped 1 UNSUPPORTED_CODEC 100");
  }

  @Test
  void goesOnFromItsSavedState() {
    List<String> units =
        List.of(
            annexB("09f0", SLICE),
            annexB(SPS),
            annexB(PPS, IDR),
            annexB(SLICE),
            annexB(OTHER_SPS, PPS, IDR),
            annexB(SLICE),
            annexB(SPS, PPS, IDR));
    List<Track> tracks =
        List.of(
            video(Payload.EMPTY, Framing.ANNEX_B),
            audio(2, Codec.AAC, "", "1188"),
            audio(3, Codec.OPUS, "", ""));
    assertThat(run(tracks, units, true)).isEqualTo(run(tracks, units, false));
    assertThat(run(List.of(video(AVCC, Framing.LENGTH_PREFIXED)), List.of(prefixed(IDR)), true))
        .contains("format 1 avc1.64001f");
  }

  private List<String> run(List<Track> tracks, List<String> units, boolean restored) {
    Recorder all = new Recorder();
    stage = new ElementaryStage(all);
    stage.onTracks(tracks);
    pts = 0;
    for (String unit : units) {
      if (restored) {
        stage = SavedState.reload(stage::save, in -> ElementaryStage.load(in, all));
      }
      push(unit);
      stage.onAccessUnit(new AccessUnit(2, pts, 0, true, hex("2100"), 1));
      stage.onAccessUnit(new AccessUnit(3, pts, 0, true, hex("2100"), 1));
    }
    return all.lines;
  }

  @Test
  void refusesStateOfAnUnknownVersion() {
    byte[] future = {9, 0, 0, 0, 0};
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(future));
    assertThatThrownBy(() -> ElementaryStage.load(in, recorder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(1449);
    stage.onTracks(List.of(video(AVCC, Framing.LENGTH_PREFIXED)));
    byte[] good = hex(prefixed("09f0", SPS, PPS, "0605", IDR)).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        push(Payload.of(bytes));
      } catch (MediaException e) {
        throw new AssertionError("Damage is a loss, not an exception", e);
      }
    }
    assertThat(recorder.lines).hasSizeGreaterThan(20_000);
  }
}
