package io.millrace.demux.elementary;

import static io.millrace.codec.h265.TestSets.hex;
import static io.millrace.codec.h265.TestSets.sei;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.h265.TestSets;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class H265TrackTest {
  private static final Payload IDR = hex("2601af11");
  private static final Payload CRA = hex("2a01af22");
  private static final Payload BLA = hex("2001af33");
  private static final Payload RASL = hex("1201af44");
  private static final Payload RADL = hex("0e01af55");
  private static final Payload TRAIL = hex("0201af66");
  private static final Payload DELIMITER = hex("460150");
  private static final Payload FILLER = hex("4c01ffff80");
  private static final Payload END_OF_SEQUENCE = hex("4801");

  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);
  private long pts;

  private static Track video(Payload configuration, Framing framing, Display display) {
    return new Track(
        1,
        Codec.H265,
        "V_MPEGH/ISO/HEVC",
        configuration,
        framing,
        Timescale.MPEG_TS,
        new FrameRate(25, 1),
        0,
        0,
        0,
        0,
        display,
        "eng",
        Track.Use.PROGRAMME,
        true);
  }

  private void declare(Payload configuration) {
    Framing framing = configuration.isEmpty() ? Framing.ANNEX_B : Framing.LENGTH_PREFIXED;
    stage.onTracks(List.of(video(configuration, framing, Display.UNDECLARED)));
  }

  private void pushAnnexB(Payload... nalUnits) {
    push(annexB(nalUnits));
  }

  private void push(Payload data) {
    stage.onAccessUnit(new AccessUnit(1, pts++, 0, false, data, 100 * pts));
  }

  private static Payload annexB(Payload... nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(new byte[] {0, 0, 0, 1});
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  private static Payload sample(Payload... nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(new byte[] {0, 0, 0, (byte) nalUnit.length()});
      out.writeBytes(nalUnit.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  private TrackFormat.Video format(int index) {
    return (TrackFormat.Video) recorder.formats.get(index);
  }

  /** The record of x265's sets, with arrays that are complete or not. */
  private static Payload record(boolean complete) {
    Payload[] sets = {TestSets.VPS, TestSets.SPS, TestSets.PPS};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex("0101600000009000000000005af000fcfdf8f800000f03").toByteArray());
    for (int i = 0; i < 3; i++) {
      out.writeBytes(new byte[] {(byte) ((complete ? 0xa0 : 0x20) + i), 0, 1, 0});
      out.write(sets[i].length());
      out.writeBytes(sets[i].toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  @Test
  void movesTheSetsFromTheStreamIntoTheFormat() {
    declare(Payload.EMPTY);
    pushAnnexB(DELIMITER, TestSets.VPS, TestSets.SPS, TestSets.PPS, IDR, FILLER);
    pushAnnexB(DELIMITER, TRAIL);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "format 1 hvc1.1.6.L90.90",
            "unit 1 0 sync " + sample(IDR),
            "unit 1 1 " + sample(TRAIL));
    assertThat(format(0))
        .isEqualTo(
            new TrackFormat.Video(
                Codec.H265,
                "hvc1.1.6.L90.90",
                record(true),
                "eng",
                854,
                480,
                PixelAspect.SQUARE,
                Colour.UNSPECIFIED,
                Hdr.UNKNOWN,
                0,
                new FrameRate(30, 1)));
  }

  @Test
  void keepsTheContainersRecordWhereItPromisesWhatIsTrue() {
    byte[] constantRate = record(true).toByteArray();
    constantRate[20] = 0x30;
    constantRate[21] = 0x4f;
    declare(Payload.of(constantRate));
    push(sample(IDR));
    assertThat(format(0).configuration()).isEqualTo(Payload.of(constantRate));
  }

  @Test
  void rewritesARecordWhoseArraysAreNotComplete() {
    declare(record(false));
    push(sample(TestSets.SPS, IDR));
    assertThat(format(0).configuration()).isEqualTo(record(true));
    assertThat(recorder.units.get(0).data()).isEqualTo(sample(IDR));
  }

  @Test
  void readsStartCodesInPlaceOfTheRecord() {
    stage.onTracks(
        List.of(
            video(
                annexB(TestSets.VPS, TestSets.SPS, TestSets.PPS),
                Framing.ANNEX_B,
                Display.UNDECLARED)));
    pushAnnexB(IDR);
    assertThat(format(0).configuration()).isEqualTo(record(true));
  }

  @Test
  void waitsForAllThreeKindsOfSets() {
    declare(Payload.EMPTY);
    pushAnnexB(TestSets.SPS, TestSets.PPS, IDR);
    pushAnnexB(TestSets.VPS);
    pushAnnexB(IDR);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PARAMETER_SETS 100",
            "dropped 1 NO_PICTURE 200",
            "format 1 hvc1.1.6.L90.90",
            "unit 1 2 sync " + sample(IDR));
  }

  @Test
  void announcesOtherSetsBeforeTheUnitThatBringsThem() {
    declare(record(true));
    push(sample(IDR));
    push(sample(TestSets.plain(0, 1280, 720), TestSets.pps(0, 0), CRA));
    push(sample(TestSets.plain(0, 1280, 720), TestSets.pps(0, 0), CRA));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "format 1 hvc1.1.6.L90.90",
            "unit 1 0 sync " + sample(IDR),
            "format 1 hvc1.1.6.L93.90",
            "unit 1 1 sync " + sample(CRA),
            "unit 1 2 sync " + sample(CRA));
    assertThat(format(1).width()).isEqualTo(1280);
    HevcConfiguration hevc = HevcConfiguration.parse(format(1).configuration(), 0);
    assertThat(hevc.nalUnits(NalUnitType.PICTURE_PARAMETER_SET))
        .containsExactly(TestSets.pps(0, 0));
    assertThat(hevc.nalUnits(NalUnitType.VIDEO_PARAMETER_SET)).containsExactly(TestSets.VPS);
  }

  @Test
  void takesTheSyncFlagFromTheBitstream() {
    declare(record(true));
    for (int type : new int[] {0, 1, 6, 9, 16, 17, 18, 19, 20, 21, 22}) {
      push(sample(hex("%02x01af".formatted(type << 1))));
    }
    assertThat(recorder.units)
        .extracting(unit -> unit.data().unsignedAt(4) >> 1)
        .containsExactly(0, 1, 6, 9, 16, 17, 18, 19, 20, 21, 22);
    assertThat(recorder.units.stream().filter(AccessUnit::sync).map(AccessUnit::pts))
        .containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void keepsTheLeadingPicturesOfARandomAccessPointInMidStream() {
    declare(record(true));
    push(sample(IDR));
    push(sample(CRA));
    push(sample(RASL));
    push(sample(RADL));
    assertThat(recorder.units).hasSize(4);
  }

  @Test
  void dropsLeadingPicturesWhereTheStreamWasCut() {
    declare(record(true));
    push(sample(IDR, END_OF_SEQUENCE));
    push(sample(CRA));
    push(sample(RASL));
    push(sample(RADL));
    push(sample(TRAIL));
    push(sample(BLA));
    push(sample(RASL));
    push(sample(CRA));
    push(sample(RASL));
    assertThat(recorder.lines)
        .containsSubsequence(
            "unit 1 0 sync " + sample(IDR, END_OF_SEQUENCE),
            "unit 1 1 sync " + sample(CRA),
            "dropped 1 UNDECODABLE 300",
            "unit 1 3 " + sample(RADL),
            "unit 1 4 " + sample(TRAIL),
            "unit 1 5 sync " + sample(BLA),
            "dropped 1 UNDECODABLE 700",
            "unit 1 7 sync " + sample(CRA),
            "unit 1 8 " + sample(RASL));
  }

  @Test
  void leavesOtherLayersOut() {
    declare(record(true));
    Payload otherLayer = hex("2609af77");
    Payload otherSet = hex("4209abcd");
    push(sample(otherSet, IDR, otherLayer));
    push(sample(otherLayer));
    assertThat(recorder.lines)
        .containsSubsequence("unit 1 0 sync " + sample(IDR), "dropped 1 NO_PICTURE 200");
  }

  @Test
  void tellsHowThePicturesWereGraded() {
    declare(record(true));
    Payload light = sei("900403e80190");
    push(sample(sei("930112"), light, IDR));
    push(sample(light, TRAIL));
    push(sample(IDR));
    push(sample(sei("900401f40064"), IDR));
    assertThat(recorder.formats).hasSize(2);
    assertThat(format(0).hdr()).isEqualTo(new Hdr(null, new LightLevel(1000, 400)));
    assertThat(format(0).colour()).isEqualTo(new Colour(2, 18, 2, false));
    assertThat(format(1).hdr()).isEqualTo(new Hdr(null, new LightLevel(500, 100)));
    assertThat(recorder.units.get(1).data()).isEqualTo(sample(light, TRAIL));
  }

  @Test
  void believesTheContainerWhereTheStreamIsSilent() {
    Display display =
        new Display(
            new PixelAspect(4, 3),
            new Colour(9, 16, 9, false),
            new Hdr(null, new LightLevel(1, 2)),
            90);
    stage.onTracks(List.of(video(record(true), Framing.LENGTH_PREFIXED, display)));
    push(sample(IDR));
    assertThat(format(0).pixelAspect()).isEqualTo(display.pixelAspect());
    assertThat(format(0).colour()).isEqualTo(display.colour());
    assertThat(format(0).hdr()).isEqualTo(display.hdr());
    assertThat(format(0).rotation()).isEqualTo(90);
  }

  @Test
  void complainsOnceAboutABrokenRecordAndReadsTheStream() {
    declare(record(true).slice(0, 40));
    push(sample(IDR));
    push(sample(TestSets.VPS, TestSets.SPS, TestSets.PPS, IDR));
    assertThat(recorder.lines.get(1)).startsWith("loss 1 hvcC: ends early");
    assertThat(recorder.lines.get(2)).isEqualTo("dropped 1 NO_PARAMETER_SETS 100");
    assertThat(format(0).configuration()).isEqualTo(record(true));
  }

  @Test
  void goesOnFromItsSavedState() {
    Payload[] units = {
      sample(TRAIL),
      sample(TestSets.VPS, TestSets.SPS),
      sample(sei("900403e80190"), TestSets.PPS, IDR),
      sample(TRAIL, END_OF_SEQUENCE),
      sample(CRA),
      sample(RASL),
      sample(TestSets.plain(0, 1280, 720), TestSets.pps(0, 0), BLA),
      sample(RASL),
      sample(TRAIL)
    };
    for (ParameterSetPlacement placement : ParameterSetPlacement.values()) {
      List<String> lines = run(units, placement, false);
      assertThat(lines).hasSizeGreaterThan(units.length);
      assertThat(run(units, placement, true)).isEqualTo(lines);
    }
  }

  private List<String> run(Payload[] units, ParameterSetPlacement placement, boolean restored) {
    Recorder all = new Recorder();
    stage = new ElementaryStage(all, placement);
    stage.onTracks(List.of(video(Payload.EMPTY, Framing.LENGTH_PREFIXED, Display.UNDECLARED)));
    pts = 0;
    for (Payload unit : units) {
      if (restored) {
        stage = SavedState.reload(stage::save, in -> ElementaryStage.load(in, all, placement));
      }
      push(unit);
    }
    return all.lines;
  }

  @Test
  void passesOverAMillionEmptyNalUnits() {
    declare(Payload.EMPTY);
    byte[] empty = new byte[3_000_003];
    for (int i = 2; i < empty.length; i += 3) {
      empty[i] = 1;
    }
    push(Payload.of(empty));
    push(Payload.of(new byte[4_000_000]));
    assertThat(recorder.lines)
        .containsExactly("tracks [1]", "dropped 1 NO_PICTURE 100", "dropped 1 NO_PICTURE 200");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(265);
    declare(record(true));
    Payload whole =
        sample(
            DELIMITER,
            TestSets.VPS,
            TestSets.SPS,
            TestSets.PPS,
            sei("900403e80190"),
            CRA,
            END_OF_SEQUENCE);
    for (int length = 1; length < whole.length(); length++) {
      push(whole.slice(0, length));
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.toByteArray();
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
