package io.millrace.demux.elementary;

import static io.millrace.codec.vp9.TestFrame.HIDDEN;
import static io.millrace.codec.vp9.TestFrame.INTER;
import static io.millrace.codec.vp9.TestFrame.SHOW_EXISTING;
import static io.millrace.codec.vp9.TestFrame.hex;
import static io.millrace.codec.vp9.TestFrame.hiddenKey;
import static io.millrace.codec.vp9.TestFrame.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.vp9.Superframe;
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
import io.millrace.media.TrackFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Vp9TrackTest {
  private static final String CODECS = "vp09.00.21.08";
  private static final Payload KEY = key(640, 360, 0);

  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);
  private long pts;

  private void declare(Payload configuration) {
    declare(configuration, Display.UNDECLARED);
  }

  private void declare(Payload configuration, Display display) {
    stage.onTracks(List.of(TestTrack.raw(Codec.VP9, configuration, display)));
  }

  private AccessUnit push(Payload data) {
    AccessUnit unit = new AccessUnit(1, pts++, 0, false, data, 100 * pts);
    stage.onAccessUnit(unit);
    return unit;
  }

  @Test
  void readsTheFormatFromTheFirstKeyFrame() {
    declare(Payload.EMPTY);
    push(INTER);
    push(KEY);
    assertThat(push(INTER)).isSameAs(recorder.units.get(1));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "dropped 1 NO_PARAMETER_SETS 100",
            "format 1 " + CODECS,
            "unit 1 1 sync " + KEY,
            "unit 1 2 " + INTER);
    assertThat(recorder.formats)
        .containsExactly(
            new TrackFormat.Video(
                Codec.VP9,
                CODECS,
                hex("0015820202020000"),
                "und",
                640,
                360,
                PixelAspect.SQUARE,
                Colour.UNSPECIFIED,
                Hdr.UNKNOWN,
                0,
                new FrameRate(25, 1)));
  }

  @Test
  void aKeyFrameOfAnotherSizeIsAnotherFormat() {
    declare(Payload.EMPTY);
    push(KEY);
    push(KEY);
    push(key(320, 180, 0));
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Video) format).width())
        .containsExactly(640, 320);
  }

  @Test
  void superframesStayAsTheyAre() {
    declare(Payload.EMPTY);
    push(KEY);
    AccessUnit superframe = push(Superframe.of(List.of(HIDDEN, INTER)));
    assertThat(recorder.units.get(1)).isSameAs(superframe);
  }

  @Test
  void joinsFramesThatShowNothingToTheNext() {
    declare(Payload.EMPTY);
    push(KEY);
    push(Superframe.of(List.of(HIDDEN, HIDDEN)));
    push(HIDDEN);
    push(SHOW_EXISTING);
    assertThat(recorder.lines.subList(3, 6))
        .containsExactly(
            "dropped 1 NOT_SHOWN 200",
            "dropped 1 NOT_SHOWN 300",
            "unit 1 3 " + Superframe.of(List.of(HIDDEN, HIDDEN, HIDDEN, SHOW_EXISTING)));
  }

  @Test
  void aHiddenKeyFrameStartsDecodingWhereItIsJoined() {
    declare(Payload.EMPTY);
    push(hiddenKey(640, 360));
    push(INTER);
    assertThat(recorder.lines.subList(1, 4))
        .containsExactly(
            "dropped 1 NOT_SHOWN 100",
            "format 1 " + CODECS,
            "unit 1 1 sync " + Superframe.of(List.of(hiddenKey(640, 360), INTER)));
  }

  @Test
  void moreFramesThanASuperframeHoldsAreALoss() {
    declare(Payload.EMPTY);
    push(KEY);
    Payload four = Superframe.of(List.of(HIDDEN, HIDDEN, HIDDEN, HIDDEN));
    push(four);
    push(four);
    push(INTER);
    push(INTER);
    assertThat(recorder.lines.subList(5, 7))
        .containsExactly(
            "loss 1 VP9: 9 frames for one that is shown (at byte 400)", "unit 1 4 " + INTER);
  }

  @Test
  void theContainerFillsInWhatTheBitstreamDoesNotSay() {
    Hdr hdr = new Hdr(null, new Hdr.LightLevel(500, 100));
    Colour pq = new Colour(9, 16, 1, true);
    declare(Payload.EMPTY, new Display(new PixelAspect(4, 3), pq, hdr, 180));
    push(key(640, 360, 5));
    TrackFormat.Video format = (TrackFormat.Video) recorder.formats.get(0);
    assertThat(format.colour()).isEqualTo(new Colour(9, 16, 9, false));
    assertThat(format.codecs()).isEqualTo("vp09.00.21.08.01.09.16.09.00");
    assertThat(format.hdr()).isEqualTo(hdr);
    assertThat(format.pixelAspect()).isEqualTo(new PixelAspect(4, 3));
    assertThat(format.rotation()).isEqualTo(180);
  }

  @Test
  void takesTheLevelOfADeclaredRecord() {
    declare(hex("0029800904090000"));
    push(KEY);
    assertThat(recorder.formats.get(0).codecs()).isEqualTo("vp09.00.41.08.00.09.04.09.00");
  }

  @Test
  void aDamagedRecordIsALossAndTheStreamSpeaksForItself() {
    declare(hex("00"));
    push(KEY);
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "loss 1 vpcC: ends early, 8 bits wanted, 0 left (at byte 1)",
            "format 1 " + CODECS,
            "unit 1 0 sync " + KEY);
  }

  @Test
  void aPictureThatNoSampleEntryCanSayIsALoss() {
    declare(Payload.EMPTY);
    push(key(65_536, 65_536, 0));
    push(INTER);
    push(key(65_535, 65_535, 0));
    assertThat(recorder.lines)
        .containsSubsequence(
            "loss 1 VP9: picture of 65536x65536 (at byte 100)",
            "dropped 1 NO_PARAMETER_SETS 200",
            "format 1 vp09.00.62.08");
  }

  @Test
  void goesOnFromItsSavedState() {
    List<Payload> units =
        List.of(
            INTER,
            KEY,
            HIDDEN,
            INTER,
            hiddenKey(320, 180),
            HIDDEN,
            INTER,
            hex("00"),
            KEY,
            HIDDEN,
            KEY);
    for (Payload declared : new Payload[] {Payload.EMPTY, hex("0029800904090000"), hex("01")}) {
      assertThat(run(declared, units, true)).isEqualTo(run(declared, units, false)).isNotEmpty();
    }
  }

  private List<String> run(Payload declared, List<Payload> units, boolean restored) {
    Recorder all = new Recorder();
    stage = new ElementaryStage(all);
    declare(declared);
    pts = 0;
    for (Payload unit : units) {
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
    declare(Payload.EMPTY);
    byte[] good = Superframe.of(List.of(KEY, HIDDEN, INTER)).toByteArray();
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
