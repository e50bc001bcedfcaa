package io.millrace.demux.elementary;

import static io.millrace.codec.av1.TestObu.DELIMITER;
import static io.millrace.codec.av1.TestObu.HIDDEN;
import static io.millrace.codec.av1.TestObu.INTER;
import static io.millrace.codec.av1.TestObu.KEY;
import static io.millrace.codec.av1.TestObu.REAL_SEQUENCE;
import static io.millrace.codec.av1.TestObu.SHOW_EXISTING;
import static io.millrace.codec.av1.TestObu.TINY_SEQUENCE;
import static io.millrace.codec.av1.TestObu.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.av1.TestObu;
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
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Av1TrackTest {
  private static final Payload REAL_RECORD = hex("81054c00" + REAL_SEQUENCE);
  private static final String REAL_CODECS = "av01.0.05M.10.0.110.09.18.09.0";
  private static final String TINY_CODECS = "av01.0.00M.08";

  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);
  private long pts;

  private void declare(Payload configuration) {
    declare(configuration, Display.UNDECLARED);
  }

  private void declare(Payload configuration, Display display) {
    stage.onTracks(List.of(TestTrack.raw(Codec.AV1, configuration, display)));
  }

  private AccessUnit push(String digits) {
    AccessUnit unit = new AccessUnit(1, pts++, 0, false, hex(digits), 100 * pts);
    stage.onAccessUnit(unit);
    return unit;
  }

  @Test
  void announcesTheContainersRecordByteForByte() {
    declare(REAL_RECORD);
    push(REAL_SEQUENCE + KEY);
    push(INTER);
    assertThat(recorder.formats)
        .containsExactly(
            new TrackFormat.Video(
                Codec.AV1,
                REAL_CODECS,
                REAL_RECORD,
                "und",
                720,
                1_280,
                PixelAspect.SQUARE,
                new Colour(9, 18, 9, false),
                Hdr.UNKNOWN,
                0,
                new FrameRate(25, 1)));
    assertThat(recorder.units).extracting(AccessUnit::sync).containsExactly(true, false);
  }

  @Test
  void handsOnTheVeryUnitThatNeedsNothing() {
    declare(REAL_RECORD);
    push(REAL_SEQUENCE + KEY);
    assertThat(push(INTER)).isSameAs(recorder.units.get(1));
  }

  @Test
  void buildsTheFormatFromTheStreamWhereTheContainerHasNone() {
    declare(Payload.EMPTY);
    push(DELIMITER + INTER);
    push(DELIMITER + TINY_SEQUENCE + KEY);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PARAMETER_SETS 100",
            "format 1 " + TINY_CODECS,
            "unit 1 1 sync " + hex(TINY_SEQUENCE + KEY));
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(hex("81000c00" + TINY_SEQUENCE));
  }

  @Test
  void anotherSequenceHeaderIsAnotherFormatAtItsUnit() {
    declare(REAL_RECORD);
    push(REAL_SEQUENCE + KEY);
    push(TINY_SEQUENCE + KEY);
    push(INTER);
    push(TINY_SEQUENCE + KEY);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "format 1 " + REAL_CODECS,
            "unit 1 0 sync " + hex(REAL_SEQUENCE + KEY),
            "format 1 " + TINY_CODECS,
            "unit 1 1 sync " + hex(TINY_SEQUENCE + KEY),
            "unit 1 2 " + hex(INTER),
            "unit 1 3 sync " + hex(TINY_SEQUENCE + KEY));
  }

  @Test
  void putsTheSequenceHeaderIntoASyncSampleThatLacksIt() {
    declare(REAL_RECORD);
    push(DELIMITER + KEY);
    assertThat(recorder.units.get(0).sync()).isTrue();
    assertThat(recorder.units.get(0).data()).isEqualTo(hex(REAL_SEQUENCE + KEY));
  }

  @Test
  void joinsAUnitThatShowsNothingToTheNext() {
    declare(REAL_RECORD);
    push(REAL_SEQUENCE + KEY);
    push(HIDDEN);
    push(INTER);
    push(SHOW_EXISTING);
    assertThat(recorder.lines.subList(3, 6))
        .containsExactly(
            "dropped 1 NOT_SHOWN 200",
            "unit 1 2 " + hex(HIDDEN + INTER),
            "unit 1 3 " + hex(SHOW_EXISTING));
  }

  @Test
  void forgetsAUnitThatShowsNothingWhereDecodingCanStart() {
    declare(REAL_RECORD);
    push(REAL_SEQUENCE + KEY);
    push(HIDDEN);
    push(REAL_SEQUENCE + KEY);
    assertThat(recorder.units.get(1).sync()).isTrue();
    assertThat(recorder.units.get(1).data()).isEqualTo(hex(REAL_SEQUENCE + KEY));
  }

  @Test
  void tooManyUnitsThatShowNothingAreALoss() {
    declare(REAL_RECORD);
    for (int i = 0; i < 8; i++) {
      push(HIDDEN);
    }
    assertThat(recorder.lines.get(8))
        .isEqualTo("loss 1 more than 7 access units in a row that show nothing (at byte 800)");
    push(INTER);
    assertThat(recorder.units).extracting(AccessUnit::data).containsExactly(hex(INTER));
  }

  @Test
  void dropsAUnitWithoutAPictureButKeepsItsSequenceHeader() {
    declare(Payload.EMPTY);
    push(TINY_SEQUENCE);
    push(KEY);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PICTURE 100",
            "format 1 " + TINY_CODECS,
            "unit 1 1 sync " + hex(TINY_SEQUENCE + KEY));
  }

  @Test
  void bitstreamGoesBeforeTheContainerWhereItSpeaks() {
    Hdr container = new Hdr(null, new Hdr.LightLevel(500, 100));
    Colour pq = new Colour(9, 16, 9, true);
    Display display = new Display(new PixelAspect(4, 3), pq, container, 90);
    declare(Payload.EMPTY, display);
    push(REAL_SEQUENCE + TestObu.lightLevel(1_000, 400) + KEY);
    push(TINY_SEQUENCE + KEY);
    push(TINY_SEQUENCE + TestObu.lightLevel(1_000, 400) + KEY);
    TrackFormat.Video spoken = (TrackFormat.Video) recorder.formats.get(0);
    assertThat(spoken.colour()).isEqualTo(new Colour(9, 18, 9, false));
    assertThat(spoken.hdr().lightLevel()).isEqualTo(new Hdr.LightLevel(1_000, 400));
    assertThat(spoken.pixelAspect()).isEqualTo(new PixelAspect(4, 3));
    assertThat(spoken.rotation()).isEqualTo(90);
    TrackFormat.Video silent = (TrackFormat.Video) recorder.formats.get(1);
    assertThat(silent.colour()).isEqualTo(new Colour(9, 16, 9, false));
    assertThat(silent.hdr()).isEqualTo(container);
    // Grading belongs to the sequence: the same pictures graded otherwise are no other format.
    assertThat(recorder.formats).hasSize(2);
  }

  @Test
  void recordThatSaysSomethingElseIsMadeAnew() {
    declare(hex("81054c00" + TINY_SEQUENCE));
    push(TINY_SEQUENCE + KEY);
    assertThat(recorder.formats.get(0).configuration()).isEqualTo(hex("81000c00" + TINY_SEQUENCE));
  }

  @Test
  void damagedRecordIsALossAndTheStreamSpeaksForItself() {
    declare(hex("01054c00"));
    push(TINY_SEQUENCE + KEY);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "loss 1 av1C: marker 0, version 1, not 1 and 1 (at byte 0)",
            "format 1 " + TINY_CODECS,
            "unit 1 0 sync " + hex(TINY_SEQUENCE + KEY));
  }

  @Test
  void pictureThatNoSampleEntryCanSayIsALoss() {
    declare(Payload.EMPTY);
    String huge = TestObu.sequence(65_536, 65_536, Colour.UNSPECIFIED);
    push(huge + KEY);
    push(INTER);
    declare(Payload.EMPTY, new Display(null, Colour.UNSPECIFIED, Hdr.UNKNOWN, 90));
    push(TestObu.sequence(65_535, 65_535, Colour.UNSPECIFIED) + KEY);
    assertThat(recorder.lines)
        .contains("loss 1 AV1: picture of 65536x65536 (at byte 100)")
        .contains("dropped 1 NO_PARAMETER_SETS 200");
    assertThat(((TrackFormat.Video) recorder.formats.get(0)).width()).isEqualTo(65_535);
  }

  @Test
  void obusBehindStartCodesAreNotServed() {
    stage.onTracks(
        List.of(TestTrack.video(Codec.AV1, Payload.EMPTY, Framing.ANNEX_B, Display.UNDECLARED)));
    push("0000011200");
    assertThat(recorder.lines).containsExactly("tracks [1]", "dropped 1 UNSUPPORTED_CODEC 100");
  }

  @Test
  void goesOnFromItsSavedState() {
    List<String> units =
        List.of(
            INTER,
            DELIMITER + TINY_SEQUENCE + KEY,
            HIDDEN,
            INTER,
            KEY,
            REAL_SEQUENCE + TestObu.lightLevel(1, 2) + KEY,
            HIDDEN,
            HIDDEN,
            SHOW_EXISTING,
            "ffff",
            KEY);
    for (Payload declared : new Payload[] {Payload.EMPTY, REAL_RECORD, hex("01")}) {
      assertThat(run(declared, units, true)).isEqualTo(run(declared, units, false)).isNotEmpty();
    }
  }

  private List<String> run(Payload declared, List<String> units, boolean restored) {
    Recorder all = new Recorder();
    stage = new ElementaryStage(all);
    declare(declared);
    pts = 0;
    for (String unit : units) {
      if (restored) {
        stage = SavedState.reload(stage::save, in -> ElementaryStage.load(in, all));
      }
      push(unit);
    }
    return all.lines;
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(1449);
    declare(REAL_RECORD);
    byte[] good = hex(DELIMITER + TINY_SEQUENCE + HIDDEN + KEY).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        stage.onAccessUnit(new AccessUnit(1, pts++, 0, false, Payload.of(bytes), 0));
      } catch (MediaException e) {
        throw new AssertionError("Damage is a loss, not an exception", e);
      }
    }
    assertThat(recorder.lines).hasSizeGreaterThan(20_000);
  }
}
